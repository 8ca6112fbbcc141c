"""A hybrid search in one moment of the database: candidates of both halves, fused, then read."""

from __future__ import annotations

import json
from collections import OrderedDict
from sqlite3 import Connection
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from .._database import marks
from .._schema import PASSAGES_PER_DOCUMENT
from ..errors import MixedVectors
from ..terms import Hit, Passage, Query, Scope
from ._fusion import fuse
from ._matrix import Extent, MatrixFile
from ._reading import version
from ._rows import OF_DOCUMENT, PASSAGE, chunks, numbers, read_passages, visible
from ._words import match

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..terms import Matrix, Vector

_DEPTH = 200  # candidates of each half; twice as many change nothing in the first ten
_SCOPES = 64  # whose candidate lines are remembered
_SPARSE = 4  # below a quarter of the lines it is quicker to gather them than to score all
_HEADING = 2.0  # what a word in title or heading path weighs, against 1 in the text


class Search:
    """Searches the words index and the matrix, each limited to what the scope sees."""

    def __init__(self, file: MatrixFile) -> None:
        self._file = file
        self._lines = _Lines()

    def __call__(self, connection: Connection, query: Query, scope: Scope, limit: int) -> list[Hit]:
        """Return the best hits, best first."""
        only = None
        if query.documents is not None:
            only = list(numbers(connection, scope, query.documents).values())
        depth = max(limit, _DEPTH)
        words = _by_words(connection, query.text, scope, only, depth)
        vectors = self._by_vector(connection, query.vector, scope, only, depth, list(words))
        found = np.array(sorted(words.keys() | vectors.keys()), np.int64)
        if not len(found) or limit <= 0:
            return []
        bm25 = np.array([words.get(n, 0.0) for n in found.tolist()])
        cosine = np.array([vectors.get(n, 0.0) for n in found.tolist()])
        score = fuse(bm25, cosine)
        best = np.argsort(-score, kind="stable")[:limit]
        rows = _read(connection, found[best].tolist())
        return [
            Hit(passage=rows[n], score=s, words=w, vectors=v)
            for n, s, w, v in zip(
                found[best].tolist(),
                score[best].tolist(),
                bm25[best].tolist(),
                cosine[best].tolist(),
                strict=True,
            )
        ]

    def _by_vector(
        self,
        connection: Connection,
        vector: Vector | None,
        scope: Scope,
        only: list[int] | None,
        depth: int,
        also: list[int],
    ) -> dict[int, float]:
        """Return the cosines of the nearest passages, and of `also`, by passage number."""
        extent = Extent.of(connection)
        if vector is None or not extent.lines:
            return {}
        if len(vector) != extent.dimensions:
            raise MixedVectors(
                f"The question has {len(vector)} dimensions, the index {extent.dimensions} (of "
                f"{extent.origin!r}): set the embedder back, or ingest into a fresh TRIVIUM_HOME."
            )
        view = self._file.view(extent)
        lines = self._lines.of(connection, scope, extent, view.documents)
        if only is not None:
            lines = lines[np.isin(view.documents[lines], only)]
        scores = _cosines(view.vectors, lines, vector)
        passages = view.passages[lines]
        keep = np.isin(passages, also)
        keep[_top(scores, depth)] = True
        return dict(zip(passages[keep].tolist(), scores[keep].tolist(), strict=True))


class _Lines:
    """The lines of the matrix that a scope sees, remembered until its index changes."""

    def __init__(self) -> None:
        self._known: OrderedDict[Scope, tuple[object, NDArray[np.int64]]] = OrderedDict()
        self._lock = Lock()

    def of(
        self, connection: Connection, scope: Scope, extent: Extent, documents: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        key = (version(connection, scope), extent.generation, len(documents))
        with self._lock:
            known = self._known.get(scope)
        if known and known[0] == key:
            return known[1]
        seen, values = visible(scope)
        allowed = connection.execute(f"SELECT d.number FROM documents d WHERE {seen}", values)
        mask = np.zeros(int(documents.max(initial=0)) + 1, bool)
        ids = np.array([row[0] for row in allowed], np.int64)
        mask[ids[ids < len(mask)]] = True
        lines = np.flatnonzero(mask[documents])
        with self._lock:
            self._known[scope] = (key, lines)
            self._known.move_to_end(scope)
            if len(self._known) > _SCOPES:
                self._known.popitem(last=False)
        return lines


def _by_words(
    connection: Connection, text: str, scope: Scope, only: list[int] | None, depth: int
) -> dict[int, float]:
    """Return the BM25 scores of the best passages by passage number."""
    expression = match(text)
    if not expression:
        return {}
    seen, values = visible(scope)
    if only is not None:
        seen += " AND d.number IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(only))
    rows = connection.execute(
        f"SELECT words.rowid, -bm25(words, {_HEADING}, 1) AS score FROM words"
        f" CROSS JOIN documents d ON d.number = words.rowid / {PASSAGES_PER_DOCUMENT}"
        f" WHERE words MATCH ? AND {seen} ORDER BY score DESC, words.rowid LIMIT ?",
        [expression, *values, depth],
    )
    return dict(rows.fetchall())


def _cosines(vectors: Matrix, lines: NDArray[np.int64], vector: Vector) -> NDArray[np.float32]:
    if len(lines) * _SPARSE < len(vectors):
        return vectors[lines] @ vector
    scores = vectors @ vector
    return scores if len(lines) == len(vectors) else scores[lines]


def _top(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count)[:count]


def _read(connection: Connection, found: list[int]) -> dict[int, Passage]:
    rows: list[tuple[Any, ...]] = []
    for some in chunks(found):
        rows += connection.execute(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON {OF_DOCUMENT}"
            f" WHERE p.number IN ({marks(some)})",
            some,
        )
    return {
        row[0]: passage for row, passage in zip(rows, read_passages(connection, rows), strict=True)
    }
