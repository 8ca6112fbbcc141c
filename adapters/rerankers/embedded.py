"""The reranker without a model: the fused order of the search stands, without near-duplicates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..base import Parts, Reranker
from ..terms import Hit

_GAPS = re.compile(r"[\W_]+")


class KeptOrder:
    """Keeps the order and the scores, and drops hits whose words are those of a better hit.

    It reads nothing into the question: a cross-encoder would take its place here.
    """

    name = "kept-order"

    async def rerank(self, question: str, hits: Sequence[Hit], *, limit: int) -> list[Hit]:
        """Return the first `limit` hits with different words."""
        kept: dict[str, Hit] = {}
        for hit in hits:
            if len(kept) >= limit:
                break
            kept.setdefault(_GAPS.sub(" ", hit.passage.text).strip().casefold(), hit)
        return list(kept.values())


def connect(parts: Parts) -> Reranker:
    """Make the reranker; it keeps nothing."""
    return KeptOrder()
