"""One ranking of two: what words and vectors found, by the scores that each gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

_VECTORS = 0.7


def fuse(words: Scores, vectors: Scores) -> Scores:
    """Return the fused scores of candidates; `words` is BM25, `vectors` the cosine of each."""
    return (1 - _VECTORS) * _unit(words) + _VECTORS * _unit(vectors)


def _unit(scores: Scores) -> Scores:
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)
