"""What every reranker does, run over every member in the folder."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from trivium.adapters.base import Reranker
from trivium.adapters.load import load
from trivium.adapters.terms import Hit, Passage

from ..conftest import every

TEXTS = ["Leave is 28 days.", "Lunch is at noon.", "The lease ends in May."]


@pytest.fixture(params=every("rerankers"))
async def reranker(request: pytest.FixtureRequest) -> AsyncGenerator[Reranker]:
    name = request.param
    parts = request.getfixturevalue("at_cohere" if name == "cohere" else "at_home")
    made: Reranker = load("rerankers", name).connect(parts)
    yield made
    if hasattr(made, "close"):
        await made.close()


def hits() -> list[Hit]:
    return [
        Hit(
            passage=Passage(
                id=str(i), document_id="d", version="", ordinal=i, start=0, end=len(t), text=t
            ),
            score=3.0 - i,
        )
        for i, t in enumerate(TEXTS)
    ]


def test_says_its_name(reranker: Reranker) -> None:
    assert reranker.name


async def test_gives_back_hits_it_was_given(reranker: Reranker) -> None:
    found = await reranker.rerank("How much leave?", hits(), limit=10)

    ids = [hit.passage.id for hit in found.hits]
    assert set(ids) <= {"0", "1", "2"}
    assert len(set(ids)) == len(ids)


async def test_the_best_come_first(reranker: Reranker) -> None:
    found = await reranker.rerank("How much leave?", hits(), limit=10)
    scores = [hit.score for hit in found.hits]

    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("limit", [0, 1, 2])
async def test_gives_no_more_than_the_limit(reranker: Reranker, limit: int) -> None:
    found = await reranker.rerank("How much leave?", hits(), limit=limit)

    assert len(found.hits) == limit


async def test_nothing_stays_nothing(reranker: Reranker) -> None:
    found = await reranker.rerank("How much leave?", [], limit=5)

    assert list(found.hits) == []
    assert found.usage.cost_usd == 0
