"""Two small models: which sentence answers best, and whether any does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ._features import OF_SENTENCE, Look

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OF_QUESTION = (
    "near", "near_stands_out", "covers_passage", "covers_stands_out", "covers_all", "names_row",
)  # fmt: skip
_ALL = 0.99  # of the question's words
_RIVALS = slice(1, 3)  # the passages that the best is compared with

Known = Literal["vectors", "words"]


@dataclass(frozen=True)
class Weights:
    """Weights by the names of features, fitted by `scripts/train_answerer.py`.

    `threshold` is the chance below which the evidence is said not to hold the answer.
    """

    sentence: tuple[float, ...]
    question: tuple[float, ...]
    bias: float
    threshold: float

    @classmethod
    @lru_cache(maxsize=2)
    def of(cls, known: Known) -> Weights:
        """Read those for evidence with vectors, or for words alone."""
        file = Path(__file__).with_name("weights.json")
        found = json.loads(file.read_text(encoding="utf-8"))[known]
        return cls(
            sentence=tuple(found["sentence"][name] for name in OF_SENTENCE),
            question=tuple(found["question"][name] for name in OF_QUESTION),
            bias=found["bias"],
            threshold=found["threshold"],
        )


def weights_for(look: Look) -> Weights:
    """Choose by whether the evidence has vectors."""
    return Weights.of("vectors" if look.dense else "words")


def ranked(look: Look, weights: Weights) -> NDArray[np.float64]:
    """Return the chance of each sentence to be the one that answers, if one does."""
    import numpy as np

    scores = look.table @ np.array(weights.sentence)
    chances: NDArray[np.float64] = np.exp(scores - scores.max())
    chances /= chances.sum()
    return chances


def of_question(look: Look, best: int) -> list[float]:
    """Return the features (`OF_QUESTION`) of a question, `best` being its best sentence."""
    import numpy as np

    near = look.table[:, OF_SENTENCE.index("near")]
    row = dict(zip(OF_SENTENCE, look.table[best].tolist(), strict=True))
    covers = sorted((view.covers for view in look.views.values()), reverse=True)
    rivals = covers[_RIVALS]
    return [
        float(near.max()),
        float(near.max() - np.median(near)),
        row["covers_passage"],
        covers[0] - sum(rivals) / len(rivals) if rivals else 0.0,
        float(row["covers"] > _ALL),
        row["names_row"] * row["fits"],
    ]


def answerable(look: Look, best: int, weights: Weights) -> float:
    """Return the chance that the evidence holds the answer."""
    features = of_question(look, best)
    score = weights.bias + sum(w * f for w, f in zip(weights.question, features, strict=True))
    return 1.0 / (1.0 + exp(-score))
