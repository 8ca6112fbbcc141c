"""A reranker that does as it is told, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .._script import Script
from ..base import Parts, Reranker
from ..terms import Hit, Reranked, Usage

Order = Sequence[int]


def _as_given(question: str, hits: Sequence[Hit]) -> Order:
    return range(len(hits))


class ScriptedReranker:
    """Puts hits into prepared orders: indexes of the given hits, the best first.

    `orders` are taken one a call, or made by a function of (question, hits). An index left out
    drops its hit. `asked` holds the questions. Each call costs `usage`.
    """

    name = "scripted"

    def __init__(
        self,
        orders: Iterable[Order] | Callable[[str, Sequence[Hit]], Order] = _as_given,
        *,
        usage: Usage | None = None,
    ) -> None:
        self._orders = Script[Order]("reranker", orders)
        self._usage = usage or Usage()
        self.asked: list[str] = []

    async def rerank(
        self, question: str, hits: Sequence[Hit], *, limit: int, timeout_s: float = 30.0
    ) -> Reranked:
        """Return the hits in the next order, with their own scores."""
        self.asked.append(question)
        order = self._orders.next(question, hits)
        kept = [hits[index] for index in order if index < len(hits)][:limit]
        return Reranked(hits=kept, usage=self._usage)


def connect(parts: Parts) -> Reranker:
    """Make one that keeps the order."""
    return ScriptedReranker()
