"""Which registered tuned model, if any, a question is for."""

from __future__ import annotations

import asyncio
from math import exp
from typing import TYPE_CHECKING

from .._text import content
from ..base import Embedder
from ..terms import Contract, Passage

if TYPE_CHECKING:
    from ..terms import Matrix, Vector

# Two requests of one kind have a cosine of about .5 on the shipped encoder, unrelated ones .1.
_MIDDLE, _STEEPNESS = 0.48, 14.0
# The same for the share of common words, used when there are no vectors.
_MIDDLE_WORDS = 0.4


class Behaviour:
    """Compares a question with the examples of each contract, which are embedded once."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._known: dict[tuple[str, ...], Matrix] = {}
        self._lock = asyncio.Lock()

    async def match(
        self, question: str, contracts: tuple[Contract, ...], vector: Vector | None
    ) -> tuple[str, float]:
        """Return the best contract's name and how well it fits (0 to 1); "" and 0 without any."""
        best, fit = "", 0.0
        for contract in contracts:
            found = await self._fit(question, contract, vector)
            if found > fit or not best:
                best, fit = contract.name, found
        return best, fit

    async def _fit(self, question: str, contract: Contract, vector: Vector | None) -> float:
        examples = tuple(example for example in contract.examples if example.strip())
        if not examples:
            return 0.0
        if vector is None or self._embedder is None:
            return _squash(_overlap(question, examples) - _MIDDLE_WORDS)
        cosines = sorted((await self._vectors(examples) @ vector).tolist(), reverse=True)
        nearest = cosines[:2]
        return _squash(sum(nearest) / len(nearest) - _MIDDLE)

    async def _vectors(self, examples: tuple[str, ...]) -> Matrix:
        import numpy as np

        assert self._embedder is not None
        async with self._lock:
            if examples not in self._known:
                rows = await self._embedder.passages(as_passages(examples))
                self._known[examples] = np.stack([row.vector for row in rows])
            return self._known[examples]


def as_passages(texts: tuple[str, ...]) -> list[Passage]:
    """Wrap bare texts for `Embedder.passages`, which takes many at a time."""
    return [
        Passage(id=str(i), document_id="", version="", ordinal=i, start=0, end=len(text), text=text)
        for i, text in enumerate(texts)
    ]


def _overlap(question: str, examples: tuple[str, ...]) -> float:
    asked = set(content(question[:2000]))
    shares = [len(asked & other) / max(1, len(asked | other)) for other in map(_stems, examples)]
    return max(shares)


def _stems(text: str) -> set[str]:
    return set(content(text))


def _squash(x: float) -> float:
    return 1.0 / (1.0 + exp(-_STEEPNESS * x))
