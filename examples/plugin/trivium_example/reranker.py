"""Passages of titled documents first; `TRIVIUM_RERANKER=titled`."""

from __future__ import annotations

from collections.abc import Sequence

from trivium.adapters.base import Parts, Reranker
from trivium.adapters.terms import Hit, Reranked


class Titled:
    """Keeps the order of the search, but lets what has no title wait."""

    name = "titled"

    async def rerank(
        self, question: str, hits: Sequence[Hit], *, limit: int, timeout_s: float = 30.0
    ) -> Reranked:
        """Return the first `limit` hits, those with a title first."""
        return Reranked(hits=sorted(hits, key=lambda hit: not hit.passage.title)[:limit])


def connect(parts: Parts) -> Reranker:
    """Make the reranker."""
    return Titled()
