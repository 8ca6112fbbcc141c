"""How near a claim is in meaning to the sentences of the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ..base import Embedder, Store
from ..terms import Passage, Scope


class Meaning:
    """Compares vectors: the claim's with those that the store keeps of the sentences."""

    def __init__(self, embedder: Embedder | None, store: Store | None) -> None:
        self._embedder = embedder
        self._store = store

    async def cosines(
        self, claim: str, passages: Sequence[Passage], scope: Scope
    ) -> dict[str, list[float]]:
        """Return by passage id the cosine with each of its sentences; nothing where unknown."""
        if self._embedder is None or self._store is None:
            return {}
        kept = await self._store.sentences(scope, [passage.id for passage in passages])
        if not any(embedded.sentences is not None for embedded in kept.values()):
            return {}
        import numpy as np

        vector = await self._embedder.query(claim)
        found: dict[str, list[float]] = {}
        for key, embedded in kept.items():
            if embedded.sentences is not None and len(embedded.sentences):
                rows = embedded.sentences.astype(np.float32)
                lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-6)
                found[key] = (rows @ vector / lengths).tolist()
        return found
