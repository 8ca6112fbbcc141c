"""What a question needs to know: nothing, one fact, the documents whole, or two sides compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from ..terms import Shape
from ._cues import cues
from ._words import wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Matrix, Vector

EXAMPLES = Path(__file__).parent / "examples.jsonl"
SHAPES: tuple[Shape, ...] = get_args(Shape)
# By leaving fifths of the examples out: how near an example must be to speak, how little one of
# them is believed, and how sharp the scores become as odds.
_NEAR, _NEAR_CUES, _DOUBT, _SHARPNESS = 1.0, 0.5, 0.3, 3.0
# A score of 1 is aimed at for the right shape, and this for the others.
_WRONG, _BASE = -0.5, 0.5


@dataclass(frozen=True, slots=True)
class Head:
    """Remembers the examples, and lets the near ones vote; wording votes beside them.

    `vectors` and `cues` have a row an example, `votes` four numbers an example, one a shape;
    `words` finds the row of a piece of wording in `weights`. `general` are the shapes, by number,
    of the first examples, those that no tuned model is meant for.
    """

    cues: Matrix
    votes: Matrix
    words: Mapping[str, int]
    weights: Matrix
    general: NDArray[np.int8]
    vectors: Matrix | None = None

    def near(self, vector: Vector) -> Vector:
        """Return the cosine with every example."""
        import numpy as np

        assert self.vectors is not None
        # BLAS would start its threads for this little, and they spin.
        return np.asarray(np.vecdot(self.vectors, vector))

    def __call__(self, question: str, near: Vector | None) -> dict[Shape, float]:
        """Return the probability of each shape; `near` are the cosines with the examples."""
        import numpy as np

        gaps = self.cues - np.asarray(cues(question), dtype=np.float32)
        like = np.exp(-_NEAR_CUES * np.einsum("ij,ij->i", gaps, gaps))
        if near is not None:
            close = np.exp(_NEAR * 2 * (near - 1))
            like = close * (1 + like)
        scores = np.vecdot(self.votes.T, like + _BASE) + self._worded(question)
        odds = np.exp(_SHARPNESS * (scores - scores.max()))
        return dict(zip(SHAPES, (odds / odds.sum()).tolist(), strict=True))

    def _worded(self, question: str) -> Vector:
        rows = [self.words[piece] for piece in wording(question) if piece in self.words]
        said: Vector = self.weights[rows].sum(0) / max(1, len(rows)) ** 0.5
        return said


def examples() -> list[tuple[str, Shape]]:
    """Read the written examples."""
    rows = map(json.loads, EXAMPLES.read_text(encoding="utf-8").splitlines())
    return [(row["text"], row["shape"]) for row in rows]


def fit(
    rows: Sequence[tuple[str, Shape]], vectors: Matrix | None = None, *, general: int = 0
) -> Head:
    """Fit a head by kernel ridge regression, each shape weighing the same.

    The first `general` rows are those that no tuned model is meant for.
    """
    import numpy as np

    given = np.asarray([cues(text) for text, _ in rows], dtype=np.float64)
    names, said = _bag([text for text, _ in rows])
    like = np.exp(-_NEAR_CUES * _distances(given))
    if vectors is not None:
        whole = np.asarray(vectors, dtype=np.float64)
        like = np.exp(-_NEAR * _distances(whole)) * (1 + like)
    wanted = np.asarray([[float(shape == s) for s in SHAPES] for _, shape in rows])
    doubt = wanted @ (wanted.sum(0) * len(SHAPES) / len(rows))
    kernel = like + said @ said.T + _BASE + _DOUBT * np.diag(doubt)
    votes = np.linalg.solve(kernel, wanted * (1 - _WRONG) + _WRONG).astype(np.float32)
    return Head(
        cues=given.astype(np.float32),
        votes=votes,
        words={name: row for row, name in enumerate(names)},
        weights=(said.T @ votes).astype(np.float32),
        general=wanted[:general].argmax(1).astype(np.int8),
        vectors=None if vectors is None else np.asarray(vectors, dtype=np.float32),
    )


def _bag(texts: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """Return the wording that occurs twice or more, and which text has which, at length 1."""
    import numpy as np

    sets = [wording(text) for text in texts]
    seen = Counter(piece for pieces in sets for piece in pieces)
    names = sorted(piece for piece, times in seen.items() if times > 1)
    rows = {name: row for row, name in enumerate(names)}
    bag = np.zeros((len(texts), len(names)))
    for row, pieces in enumerate(sets):
        bag[row, [rows[piece] for piece in pieces if piece in rows]] = 1.0
    return names, bag / np.sqrt(np.maximum(1.0, bag.sum(1, keepdims=True)))


def _distances(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    squares = (rows**2).sum(1)
    gaps: NDArray[np.float64] = squares[:, None] + squares[None] - 2 * rows @ rows.T
    return gaps


def likeliest(shapes: Mapping[Shape, float], among: Sequence[Shape] = SHAPES) -> Shape:
    """Return the shape with the highest probability."""
    return max(among, key=lambda shape: shapes[shape])
