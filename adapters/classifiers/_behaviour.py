"""Which registered tuned model, if any, a question is for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, tanh
from pathlib import Path
from typing import TYPE_CHECKING

from ..base import Embedder
from ..terms import Contract, Passage, Shape
from ._shape import SHAPES, Head
from ._words import alike, has_code, wording

if TYPE_CHECKING:
    from ..terms import Matrix, Vector

WEIGHTS = Path(__file__).parent / "behaviour.json"
# So many of the nearest examples speak for a contract, and of the general ones against it.
_NEAREST = 3
# Deviations from which an example is near enough: the same topic makes no request of the kind.
_ENOUGH = 3.0
# Log-odds in advance: who registers a model mostly has requests for it.
_REGISTERED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known of a question: its wording, the odds of its shapes, and what it is near to."""

    text: str
    shapes: Mapping[Shape, float]
    vector: Vector | None = None
    near: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is known of a contract: its examples' wording and shapes, and their vectors.

    `vectors` has a row an example, and one for the purpose behind them.
    """

    wordings: tuple[frozenset[str], ...]
    shapes: Mapping[Shape, float]
    code: float
    vectors: Matrix | None = None


class Behaviour:
    """Compares a question with the examples of each contract, which are looked at once."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._known: dict[tuple[bool, str, tuple[str, ...]], Promise] = {}
        self._weights: dict[str, list[float]] = {}
        self._lock = asyncio.Lock()

    async def match(
        self, asked: Asked, contracts: Sequence[Contract], head: Head
    ) -> tuple[Contract | None, float, Promise | None]:
        """Return the best contract with how well it fits (0 to 1); None and 0 without any."""
        best: tuple[Contract | None, float, Promise | None] = (None, 0.0, None)
        for contract in contracts:
            promise = await self._promise(contract, head, worded=asked.vector is None)
            found = fit_of(asked, promise, head, self._weights)
            if found > best[1] or best[0] is None:
                best = contract, found, promise
        return best

    async def _promise(self, contract: Contract, head: Head, *, worded: bool) -> Promise:
        examples = tuple(text for text in contract.examples if text.strip()) or (contract.purpose,)
        key = (worded, contract.purpose, examples)
        if key in self._known:
            return self._known[key]
        async with self._lock:
            if not self._weights:
                self._weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
            vectors = None if worded else await self._vectors((*examples, contract.purpose))
            self._known[key] = promise(examples, head, vectors)
        return self._known[key]

    async def _vectors(self, texts: tuple[str, ...]) -> Matrix:
        import numpy as np

        assert self._embedder is not None
        rows = await self._embedder.passages(as_passages(texts))
        return np.stack([row.vector for row in rows])


def promise(examples: Sequence[str], head: Head, vectors: Matrix | None) -> Promise:
    """Look at a contract's examples; `vectors` holds theirs and the purpose's."""
    near = None if vectors is None else [head.near(vector) for vector in vectors]
    odds = [head(text, near[i] if near else None) for i, text in enumerate(examples)]
    return Promise(
        wordings=tuple(wording(text) for text in examples),
        shapes={shape: sum(o[shape] for o in odds) / len(odds) for shape in SHAPES},
        code=sum(map(has_code, examples)) / len(examples),
        vectors=vectors,
    )


def fit_of(
    asked: Asked, promise: Promise, head: Head, weights: Mapping[str, Sequence[float]]
) -> float:
    """Return how likely the question is one that the contract is meant for."""
    traits = traits_of(asked, promise, head)
    *factors, bias = weights["words" if asked.near is None else "vectors"]
    odds = _REGISTERED + bias + sum(f * trait for f, trait in zip(factors, traits, strict=True))
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, odds))))


def traits_of(asked: Asked, promise: Promise, head: Head) -> list[float]:
    """Return what speaks for and against a contract, in numbers that no embedder shifts."""
    said = wording(asked.text)
    shared = sorted((alike(said, other) for other in promise.wordings), reverse=True)[:_NEAREST]
    code = float(has_code(asked.text))
    pairs = [(asked.shapes[shape], promise.shapes[shape]) for shape in SHAPES]
    traits = [
        shared[0],
        sum(shared) / len(shared),
        sum(min(pair) for pair in pairs),
        log(max(0.01, sum((one * other) ** 0.5 for one, other in pairs))),
        max(0.0, asked.shapes["look_up"] - promise.shapes["look_up"]),
        code * promise.code,
        (1 - code) * promise.code,
    ]
    return traits if asked.near is None else [*traits, *_nearness(asked, promise, head)]


def _nearness(asked: Asked, promise: Promise, head: Head) -> list[float]:
    """Return cosines as so many deviations above those with general questions."""
    import numpy as np

    assert asked.near is not None
    assert asked.vector is not None
    assert promise.vectors is not None
    general = asked.near[: len(head.general)]
    *examples, purpose = ((promise.vectors @ asked.vector) - general.mean()) / general.std()
    examples.sort(reverse=True)
    against = [
        np.sort(general[of])[-_NEAREST:].mean() if of.any() else 0.0
        for of in (head.general == 0, head.general == 1, head.general > 1)
    ]
    others = [float((found - general.mean()) / general.std()) for found in against]
    mean = sum(examples) / len(examples)
    near = (examples[0], sum(examples[:2]) / len(examples[:2]), mean, purpose)
    return [*(_ENOUGH * tanh(float(one) / _ENOUGH) for one in near), *others]


def as_passages(texts: tuple[str, ...]) -> list[Passage]:
    """Wrap bare texts for `Embedder.passages`, which takes many at a time."""
    return [
        Passage(id=str(i), document_id="", version="", ordinal=i, start=0, end=len(text), text=text)
        for i, text in enumerate(texts)
    ]
