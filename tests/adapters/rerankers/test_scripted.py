"""The scripted reranker does as it is told."""

from __future__ import annotations

from trivium.adapters.rerankers.scripted import ScriptedReranker
from trivium.adapters.terms import Hit, Passage


def hit(text: str) -> Hit:
    passage = Passage(
        id=text, document_id="d", version="", ordinal=0, start=0, end=len(text), text=text
    )
    return Hit(passage=passage, score=1.0)


async def test_takes_prepared_orders() -> None:
    reranker = ScriptedReranker([[2, 0]])

    found = await reranker.rerank("q", [hit("a"), hit("b"), hit("c")], limit=5)

    assert [each.passage.text for each in found.hits] == ["c", "a"]
    assert reranker.asked == ["q"]
