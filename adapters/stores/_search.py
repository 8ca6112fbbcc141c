"""A hybrid search in one moment of the database: candidates of both halves, fused, then read."""

from __future__ import annotations

from sqlite3 import Connection
from typing import Any, NamedTuple

import numpy as np

from .._database import marks
from ..terms import Hit, Passage, Query, Scope
from ._fusion import fuse
from ._matrix import Extent, MatrixFile
from ._nearest import Near, Nearest
from ._ranked_words import Ranked, RankedWords
from ._rows import OF_DOCUMENT, PASSAGE, chunks, numbers, read_passages

_DEPTH = 400  # candidates of each half; more change nothing in the first ten


class Search:
    """Searches the words index and the matrix, each limited to what the scope sees."""

    def __init__(self, file: MatrixFile, origin: str = "") -> None:
        self._by_words = RankedWords()
        self._by_vector = Nearest(file, origin)

    def __call__(self, connection: Connection, query: Query, scope: Scope, limit: int) -> list[Hit]:
        """Return the best hits, best first."""
        if limit <= 0:
            return []
        only = None
        if query.documents is not None:
            only = list(numbers(connection, scope, query.documents).values())
        extent, depth = Extent.of(connection), max(limit, _DEPTH)
        words = self._by_words(
            connection, query.text, scope, only, depth=depth, total=extent.passages
        )
        near = self._by_vector(
            connection, extent, query.vector, scope, only, depth=depth, also=words.passages
        )
        best = _best(words, near, limit)
        passages = _read(connection, [one.passage for one in best])
        return [
            Hit(
                passage=passages[one.passage], score=one.score, words=one.words, vectors=one.vectors
            )
            for one in best
        ]


class _Found(NamedTuple):
    passage: int
    score: float
    words: float
    vectors: float


def _best(words: Ranked, near: Near, limit: int) -> list[_Found]:
    """Fuse the halves; return passage numbers with their scores, best first."""
    found = np.unique(np.concatenate((words.passages, near.passages)))
    bm25, cosine = np.zeros(len(found)), np.full(len(found), np.nan)
    bm25[np.searchsorted(found, words.passages)] = words.scores
    cosine[np.searchsorted(found, near.passages)] = near.cosines
    scores = fuse(bm25, words.whole, cosine, near.spread)
    best = np.argsort(-scores, kind="stable")[:limit]
    columns = (found, scores, bm25, np.nan_to_num(cosine))
    return list(map(_Found, *(column[best].tolist() for column in columns)))


def _read(connection: Connection, found: list[int]) -> dict[int, Passage]:
    rows: list[tuple[Any, ...]] = []
    for some in chunks(found):
        rows += connection.execute(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON {OF_DOCUMENT}"
            f" WHERE p.number IN ({marks(some)})",
            some,
        )
    passages = read_passages(connection, rows)
    return {row[0]: passage for row, passage in zip(rows, passages, strict=True)}
