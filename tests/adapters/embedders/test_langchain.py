"""LangChain's embeddings by name, with a class of somebody's own in LangChain's place."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import Any

import pytest

from trivium.adapters.base import Parts
from trivium.adapters.embedders.langchain import LangChainEmbedder, connect
from trivium.adapters.errors import Unavailable, UnknownSetting, Upstream, UpstreamTimeout
from trivium.adapters.load import load, split
from trivium.adapters.terms import Passage

OWN = "own_embeddings.OwnEmbeddings"
MISSING = "openai:text-embedding-3-small"


@pytest.fixture
def embedder() -> LangChainEmbedder:
    return LangChainEmbedder(OWN, timeout_s=0.5)


async def inside(embedder: LangChainEmbedder) -> Any:
    await embedder.query("warm")
    own: Any = embedder._made
    own.asked.clear()
    return own


def passages(count: int) -> list[Passage]:
    return [
        Passage(id=str(n), document_id="d", version="", ordinal=n, start=0, end=1, text="x")
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("setting", "member"),
    [
        ("embedded", ("embedded", "")),
        ("cohere:embed-v4.0", ("cohere", "embed-v4.0")),
        ("openai:text-embedding-3-small", ("langchain", "openai:text-embedding-3-small")),
        ("langchain:openai:some-3.5", ("langchain", "openai:some-3.5")),
        (f"langchain:{OWN}", ("langchain", OWN)),
        ("my.own.module", ("my.own.module", "")),
    ],
)
def test_the_setting_names_a_member_and_what_is_for_it(
    setting: str, member: tuple[str, str]
) -> None:
    assert split("embedders", setting) == member


def test_a_string_of_langchains_finds_the_member() -> None:
    assert load("embedders", MISSING).__name__.endswith(".embedders.langchain")


async def test_it_is_imported_at_the_first_question_and_knows_its_dimensions_then(
    at_home: Parts,
) -> None:
    embedder = connect(replace(at_home, options={**at_home.options, "model_argument": OWN}))
    assert embedder.dimensions == 0
    assert "own_embeddings" not in sys.modules

    await embedder.query("Where?")

    assert embedder.dimensions == 48
    assert embedder.name == f"langchain/{OWN}"


async def test_many_passages_go_in_several_requests(embedder: LangChainEmbedder) -> None:
    own = await inside(embedder)

    found = await embedder.passages(passages(200))

    assert sorted(own.asked) == [8, 96, 96]
    assert [embedded.id for embedded in found] == [str(n) for n in range(200)]


async def test_whatever_a_provider_raises_becomes_one_of_our_errors_without_its_key(
    embedder: LangChainEmbedder,
) -> None:
    own = await inside(embedder)
    own.error = ZeroDivisionError("no division with sk-proj-Zx81kQ2m4Yw0Lr7T")

    with pytest.raises(Upstream, match=r"failed \(ZeroDivisionError") as refused:
        await embedder.query("Where?")

    assert "Zx81kQ2m4Yw0Lr7T" not in str(refused.value)


async def test_a_question_is_not_waited_for_beyond_its_time(embedder: LangChainEmbedder) -> None:
    own = await inside(embedder)
    own.wait_s = 3600
    begun = time.monotonic()

    with pytest.raises(UpstreamTimeout, match=r"within 0\.5 s"):
        await embedder.query("Where?")

    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "rows", [[[1.0, 0.0]], [[0.0] * 48], [[float("nan")] * 48], [["x"] * 48], []]
)
async def test_an_answer_that_is_no_vector_of_this_model_is_refused(
    embedder: LangChainEmbedder, rows: Any
) -> None:
    own = await inside(embedder)
    own.rows = rows

    with pytest.raises(Upstream):
        await embedder.passages(passages(1))


async def test_after_a_failure_it_is_left_alone_for_the_rest_of_the_question(
    embedder: LangChainEmbedder,
) -> None:
    own = await inside(embedder)
    own.error = OSError("away")
    with pytest.raises(Upstream):
        await embedder.query("Where?")

    with pytest.raises(Unavailable, match="failed 1 time "):
        await embedder.query("Where?")


@pytest.mark.parametrize("named", ["", "openai"])
def test_a_name_that_cannot_be_one_is_told_with_one_that_can(at_home: Parts, named: str) -> None:
    options = {**at_home.options, "model_argument": named}
    with pytest.raises(UnknownSetting, match="TRIVIUM_EMBEDDER=openai:text-embedding-3-small"):
        connect(replace(at_home, options=options))


def test_without_langchain_it_says_what_to_install(
    at_home: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trivium.adapters.embedders.langchain.find_spec", lambda name: None)
    options = {**at_home.options, "model_argument": MISSING}
    with pytest.raises(Unavailable, match="pip install langchain langchain-openai"):
        connect(replace(at_home, options=options))


def test_a_module_that_is_not_there_is_told(at_home: Parts) -> None:
    options = {**at_home.options, "model_argument": "nowhere_at_all.Embeddings"}
    with pytest.raises(Unavailable, match="needs the package nowhere_at_all"):
        connect(replace(at_home, options=options))
