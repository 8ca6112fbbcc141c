"""One ranking of two: cosines and BM25 added on scales that fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

# The share of words in the sum. From .2 to .25 the fused ranking is at least as good as its better
# half on NQ, Cranfield, WiCE and LaRA; below, vectors lead, above, words (benchmarks/retrieval.py).
_WORDS = 0.2
# Cosines of one topic or of few passages lie close together: what is less apart than this is noise.
_LEAST_SPREAD = 0.02


def fuse(words: Scores, whole: float, vectors: Scores, spread: float) -> Scores:
    """Return the fused scores of candidates.

    `words` is BM25, of which a passage with all of the question gets about `whole`; `vectors` the
    cosine, NaN where there is none yet; `spread` the standard deviation of all cosines in scope.
    Cosines count in spreads, so that the embedder's own scale does not matter. BM25 grows with the
    number of telling words, so a longer question leans on words by itself; a passage that holds
    only a part of the question's weight counts for that part.
    """
    covered = np.minimum(1.0, words / whole) if whole else np.zeros_like(words)
    near = vectors / max(spread, _LEAST_SPREAD)
    known = ~np.isnan(near)
    near[~known] = near[known].mean() if known.any() else 0.0
    scores: Scores = near + _WORDS * words * covered
    return scores
