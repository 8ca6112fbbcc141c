"""The embedded reranker keeps the order and drops what says the same."""

from __future__ import annotations

from trivium.adapters.rerankers.embedded import KeptOrder
from trivium.adapters.terms import Hit, Passage


def hit(text: str, score: float) -> Hit:
    passage = Passage(
        id=text, document_id="d", version="", ordinal=0, start=0, end=len(text), text=text
    )
    return Hit(passage=passage, score=score)


async def test_the_order_stands() -> None:
    given = [hit("b", 3), hit("a", 2), hit("c", 1)]

    assert (await KeptOrder().rerank("a?", given, limit=3)).hits == given


async def test_a_copy_that_differs_in_space_and_case_is_dropped() -> None:
    given = [hit("Leave is 28 days.", 3), hit("leave  is 28 days", 2), hit("Lunch is at noon.", 1)]

    found = await KeptOrder().rerank("leave?", given, limit=2)

    assert [each.score for each in found.hits] == [3, 1]
