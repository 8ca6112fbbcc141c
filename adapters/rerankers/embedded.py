"""The reranker without a model: the fused order of the search stands, without near-duplicates."""

from __future__ import annotations

from collections.abc import Sequence

from ..base import Parts, Reranker
from ..distinct import distinct
from ..terms import Hit, Reranked


class KeptOrder:
    """Keeps the order and the scores, and drops hits whose words are those of a better hit.

    It reads nothing into the question: a cross-encoder would take its place here.
    """

    name = "kept-order"

    async def rerank(
        self, question: str, hits: Sequence[Hit], *, limit: int, timeout_s: float = 30.0
    ) -> Reranked:
        """Return the first `limit` hits with different words."""
        return Reranked(hits=distinct(hits, limit=limit))


def connect(parts: Parts) -> Reranker:
    """Make the reranker; it keeps nothing."""
    return KeptOrder()
