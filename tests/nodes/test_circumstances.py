"""What a route is chosen by, as the model and the meter tell it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trivium import Context, Services, Setting
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.ledgers.memory import MemoryLedger
from trivium.adapters.meter import Meter, prefix_key
from trivium.adapters.price import Price
from trivium.adapters.rerankers.scripted import ScriptedReranker
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Corpus, Usage
from trivium.nodes.circumstances import circumstances

CORPUS = Corpus(documents=20, passages=100, tokens=20_000, version="7")
KEY = prefix_key(Context().principal.scope, "7")


class Priced(ScriptedAnswerer):
    price = Price(read=2.0, written=8.0, cached=0.5, kept_s=600.0)

    def __init__(self) -> None:
        super().__init__([])
        self.name = "openai:some"


def services(meter: Meter, **members: Any) -> Services:
    made = Services(
        store=MemoryStore(),
        embedder=HashedWords(),
        reranker=ScriptedReranker(),
        answerer=Priced(),
        classifier=ScriptedClassifier(lambda question, setting: "retrieval"),
        rewriter=ScriptedRewriter(),
        checker=ScriptedChecker(lambda claim, evidence: None),  # type: ignore[arg-type,return-value]
        ledger=MemoryLedger(),
        meter=meter,
        clock=lambda: 1000.0,
    )
    return replace(made, **members)


def setting(meter: Meter, **members: Any) -> Setting:
    return circumstances(CORPUS, (), 0, services(meter, **members), Context())


def read(meter: Meter, *, cached: int = 0, tokens: int = 21_000, warm: bool = False) -> None:
    usage = Usage(tokens_in=tokens, cached_tokens=cached, tells_cache=True)
    meter.read("openai:some", KEY, usage, warm=warm, at=900.0)


async def test_the_models_prices_and_how_long_it_keeps_a_prefix_weigh() -> None:
    found = setting(Meter())

    assert (found.usd_per_million, found.cached_usd_per_million) == (2.0, 0.5)
    assert found.cache_lifetime_s == 600.0
    assert (found.cache_warm, found.cache_hit_rate) == (None, None)


async def test_the_corpus_is_counted_in_the_models_own_tokens() -> None:
    meter = Meter()
    meter.told("openai:some", characters=200_000, tokens=100_000, at=1.0)

    assert (setting(meter)).corpus_tokens == pytest.approx(40_000, rel=0.01)


async def test_a_prefix_that_was_read_a_moment_ago_is_warm() -> None:
    meter = Meter()
    read(meter)
    read(meter, cached=20_000, warm=True)

    found = setting(meter)

    assert found.cache_warm is True
    assert found.cache_hit_rate == pytest.approx(41_000 / 42_000)


async def test_a_prefix_that_went_cold_is_unknown_again_but_its_hit_rate_is_not() -> None:
    meter = Meter()
    read(meter)
    read(meter, cached=10_500, warm=True)

    found = setting(meter, clock=lambda: 9000.0)

    assert (found.cache_warm, found.cache_hit_rate) == (None, 0.75)


async def test_a_prefix_of_some_of_the_documents_is_not_that_of_all() -> None:
    meter = Meter()
    read(meter, tokens=5_000)

    assert (setting(meter)).cache_warm is None


async def test_another_version_of_the_index_is_another_prefix() -> None:
    meter = Meter()
    read(meter)

    found = circumstances(replace(CORPUS, version="8"), (), 0, services(meter), Context())

    assert found.cache_warm is None


async def test_a_reranker_that_is_paid_makes_a_search_dearer() -> None:
    class Paid(ScriptedReranker):
        usd_per_search = 0.0025

    assert (setting(Meter(), reranker=Paid())).usd_per_search == 0.0025
