"""From the vectors of tokens to those of passages and their sentences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Span = tuple[int, int]


def token_spans(offsets: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Return, for each span of the text, the first token that starts in it and the one after.

    `offsets` are the tokens' own, those of the text's tokens in order, the special token before
    and behind them included. A span without a token is empty.
    """
    starts = [start for start, _ in offsets[1:-1]]
    return [(bisect_left(starts, a) + 1, bisect_left(starts, b) + 1) for a, b in spans]


def pool(
    vectors: NDArray[np.float32], spans: Sequence[Sequence[Span]]
) -> list[NDArray[np.float32]]:
    """Average the tokens of each span, at length 1; (rows, tokens, dimensions) come in.

    Returns one matrix (spans, dimensions) a row; an empty span gives zeros.
    """
    import numpy as np

    rows, tokens, _ = vectors.shape
    weights = np.zeros((rows, max(map(len, spans)), tokens), np.float32)
    for row, row_spans in enumerate(spans):
        for index, (start, end) in enumerate(row_spans):
            weights[row, index, start:end] = 1.0
    pooled = weights @ vectors
    length = np.linalg.norm(pooled, axis=2, keepdims=True)
    pooled /= np.maximum(length, np.float32(1e-12))
    return [pooled[row, : len(row_spans)] for row, row_spans in enumerate(spans)]


def as_bytes(matrix: NDArray[np.float32]) -> NDArray[np.int8]:
    """Scale every row so that its largest value is 127; the direction is what is kept."""
    import numpy as np

    largest = np.abs(matrix).max(axis=1, keepdims=True, initial=1e-12)
    scaled: NDArray[np.int8] = np.rint(matrix * (127.0 / largest)).astype(np.int8)
    return scaled
