"""What a question needs to know: nothing, one fact, the documents whole, or two sides compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from ..terms import Shape
from ._cues import cues

if TYPE_CHECKING:
    from ..terms import Matrix, Vector

EXAMPLES = Path(__file__).parent / "examples.jsonl"
HEADS = Path(__file__).parent / "shape.json"
SHAPES: tuple[Shape, ...] = get_args(Shape)


@dataclass(frozen=True, slots=True)
class Head:
    """A linear softmax over the cues and, where there is one, the question's vector."""

    weights: Matrix
    bias: Vector

    def __call__(self, question: str, vector: Vector | None) -> dict[Shape, float]:
        """Return the probability of each shape."""
        import numpy as np

        given = cues(question)
        row = np.asarray(given if vector is None else [*given, *vector], dtype=np.float32)
        logits = self.weights @ row + self.bias
        odds = np.exp(logits - logits.max())
        return dict(zip(SHAPES, (odds / odds.sum()).tolist(), strict=True))


def examples() -> list[tuple[str, Shape]]:
    """Read the written examples."""
    rows = map(json.loads, EXAMPLES.read_text(encoding="utf-8").splitlines())
    return [(row["text"], row["shape"]) for row in rows]


def shipped() -> dict[str, Head]:
    """Read the heads that ship: "" on words alone, and one by the name of its embedder."""
    import numpy as np

    heads = json.loads(HEADS.read_text(encoding="utf-8"))
    return {
        name: Head(np.asarray(row["weights"], np.float32), np.asarray(row["bias"], np.float32))
        for name, row in heads.items()
    }


def fit(rows: Sequence[tuple[str, Shape]], vectors: Sequence[Vector] | None = None) -> Head:
    """Fit a head to examples by plain gradient descent, each shape weighing the same."""
    import numpy as np

    given = np.asarray([cues(text) for text, _ in rows], dtype=np.float64)
    if vectors is not None:
        given = np.hstack([given, np.asarray(vectors, dtype=np.float64)])
    wanted = np.asarray([[float(shape == s) for s in SHAPES] for _, shape in rows])
    share = (wanted / wanted.sum(0)).sum(1, keepdims=True) / len(SHAPES)
    weights, bias = np.zeros((len(SHAPES), given.shape[1])), np.zeros(len(SHAPES))
    for _ in range(_STEPS):
        logits = given @ weights.T + bias
        odds = np.exp(logits - logits.max(1, keepdims=True))
        error = (odds / odds.sum(1, keepdims=True) - wanted) * share
        weights -= _RATE * (error.T @ given + _DECAY * weights)
        bias -= _RATE * error.sum(0)
    return Head(weights.astype(np.float32), bias.astype(np.float32))


# Found by leaving tenths of the examples out; twice or half of each changes little.
_STEPS, _RATE, _DECAY = 2000, 1.0, 0.001


def likeliest(shapes: Mapping[Shape, float], among: Sequence[Shape] = SHAPES) -> Shape:
    """Return the shape with the highest probability."""
    return max(among, key=lambda shape: shapes[shape])
