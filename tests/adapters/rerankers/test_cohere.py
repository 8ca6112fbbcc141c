"""Cohere reranks through its own SDK, from a server on this machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest

from trivium.adapters._cohere import Cohere
from trivium.adapters.base import Parts
from trivium.adapters.cohere_server import CohereServer
from trivium.adapters.errors import Unavailable, UnknownSetting
from trivium.adapters.rerankers.cohere import CohereReranker, connect
from trivium.adapters.terms import Hit

from .conftest import HITS, LEAVE, PRICES, QUESTION, hit

pytestmark = pytest.mark.loopback


def texts(hits: Sequence[Hit]) -> list[str]:
    return [each.passage.text for each in hits]


async def test_the_hits_come_in_the_models_order(reranker: CohereReranker) -> None:
    found = await reranker.rerank(QUESTION, HITS, limit=2)

    assert texts(found.hits)[0] == LEAVE
    assert len(found.hits) == 2
    assert found.hits[0].score == 0.75


async def test_spans_are_offsets_into_the_passages_own_text(reranker: CohereReranker) -> None:
    titled = [hit(LEAVE, title="Handbook"), hit("Lunch is at noon.")]

    found = await reranker.rerank(QUESTION, titled, limit=1)

    ((start, end),) = found.hits[0].spans
    assert LEAVE[start:end] == "Annual leave is 28 days long."


async def test_spans_are_only_asked_of_models_that_have_them(
    cohere: Cohere, server: CohereServer
) -> None:
    found = await CohereReranker(cohere, "rerank-v4.0-pro").rerank(QUESTION, HITS, limit=1)

    assert "relevant_spans" not in server.asked[0]
    assert found.hits[0].spans == ()


async def test_spans_that_do_not_fit_are_left_out_and_the_order_stands(
    reranker: CohereReranker, server: CohereServer
) -> None:
    server.fault = "bad_spans"

    found = await reranker.rerank(QUESTION, HITS, limit=1)

    assert texts(found.hits) == [LEAVE]
    assert found.hits[0].spans == ()


async def test_the_bill_is_in_searches_or_in_tokens(cohere: Cohere) -> None:
    searches = CohereReranker(cohere, "rerank-v4.0-pro", prices=PRICES)
    tokens = CohereReranker(cohere, "rerank-v5.0-pro", prices=PRICES)

    by_search = await searches.rerank(QUESTION, [hit(f"number {n}") for n in range(101)], limit=5)
    by_token = await tokens.rerank(QUESTION, [hit("four words and more")], limit=5)

    assert by_search.usage.cost_usd == pytest.approx(2 * 2.0 / 1000)
    assert by_search.usage.member == "cohere/rerank-v4.0-pro"
    assert by_token.usage.cost_usd == pytest.approx(4 * 0.05 / 1_000_000)


async def test_the_bill_is_estimated_before_it_is_run_up(cohere: Cohere) -> None:
    searches = CohereReranker(cohere, "rerank-v4.0-pro", prices=PRICES)
    tokens = CohereReranker(cohere, "rerank-v5.0-pro", prices=PRICES)

    assert searches.estimate_usd([hit("x")] * 101) == pytest.approx(2 * 2.0 / 1000)
    assert tokens.estimate_usd([hit("four" * 10)] * 5) == pytest.approx(50 * 0.05 / 1_000_000)


async def test_a_passage_that_is_there_twice_is_paid_for_once(
    reranker: CohereReranker, server: CohereServer
) -> None:
    found = await reranker.rerank(QUESTION, [*HITS, hit(LEAVE.upper(), id="again")], limit=9)

    assert len(server.asked[0]["documents"]) == len(found.hits) == 3


async def test_no_more_than_a_thousand_documents_go_into_a_request(
    reranker: CohereReranker, server: CohereServer
) -> None:
    many = [hit(f"passage number {n}") for n in range(1500)] + [hit(LEAVE)]

    found = await reranker.rerank(QUESTION, many, limit=3)

    assert sorted(len(body["documents"]) for body in server.asked) == [501, 1000]
    assert texts(found.hits)[0] == LEAVE
    assert len(found.hits) == 3


async def test_a_long_passage_is_cut_to_what_the_model_reads(
    reranker: CohereReranker, server: CohereServer
) -> None:
    await reranker.rerank(QUESTION, [hit("word " * 10_000)], limit=1)

    assert server.asked[0]["max_tokens_per_doc"] == 4096
    assert len(server.asked[0]["documents"][0]) == 4 * 4096


def test_without_a_key_it_says_which(at_home: Parts) -> None:
    with pytest.raises(UnknownSetting, match="set COHERE_API_KEY"):
        connect(at_home)


def test_without_the_client_it_says_how_to_install_it(
    at_cohere: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "cohere", raising=False)

    with pytest.raises(Unavailable, match=r"pip install 'trivium\[cohere\]'"):
        connect(at_cohere)


def test_connecting_imports_nothing(at_cohere: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cohere"]:
        monkeypatch.delitem(sys.modules, name)

    connect(at_cohere)

    assert "cohere" not in sys.modules


def test_the_model_is_the_settings_or_the_members_argument(at_cohere: Parts) -> None:
    named = {**at_cohere.options, "model_argument": "rerank-v3.5"}

    assert connect(at_cohere).name == "cohere/rerank-v5.0-pro"
    assert connect(replace(at_cohere, options=named)).name == "cohere/rerank-v3.5"
