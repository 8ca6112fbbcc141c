"""The vectors half of a search: exact cosines over the lines of the matrix that a scope sees."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from sqlite3 import Connection
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from ..errors import MixedVectors
from ..terms import Scope
from ._matrix import Extent, MatrixFile, View
from ._reading import version
from ._rows import visible

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..terms import Matrix, Vector

_SCOPES = 64  # whose lines are remembered
_SPARSE = 4  # below a quarter of the lines it is quicker to gather them than to score all


@dataclass(frozen=True, slots=True)
class Near:
    """Passage numbers, the cosine of each, and the standard deviation of all in scope."""

    passages: NDArray[np.int64]
    cosines: NDArray[np.float32]
    spread: float


class Nearest:
    """Finds the nearest passages; remembers which lines a scope sees until its index changes."""

    def __init__(self, file: MatrixFile, origin: str = "") -> None:
        self._file = file
        self._origin = origin
        self._known: OrderedDict[Scope, tuple[object, NDArray[np.int64]]] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self,
        connection: Connection,
        extent: Extent,
        vector: Vector | None,
        scope: Scope,
        only: list[int] | None,
        *,
        depth: int,
        also: NDArray[np.int64],
    ) -> Near:
        """Return the `depth` nearest passages, and those in `also` that have a vector."""
        if vector is None or not extent.lines:
            return _nothing()
        if not extent.fits(self._origin, len(vector)):
            raise MixedVectors(
                f"The question's vector is of {self._origin or 'another embedder'!r} "
                f"({len(vector)} dimensions), the index's are of {extent.origin!r} "
                f"({extent.dimensions}): set the embedder back, or run `trivium reindex`."
            )
        view = self._file.view(extent)
        lines = self._visible(connection, scope, extent, view)
        if only is not None:
            lines = lines[np.isin(view.documents[lines], only)]
        if not len(lines):
            return _nothing()
        cosines = _cosines(view.vectors, lines, vector)
        keep = np.zeros(len(lines), bool)
        keep[_places(lines, view.lines_of(also))] = True
        keep[_best(cosines, depth)] = True
        return Near(view.passages[lines[keep]], cosines[keep], float(cosines.std()))

    def _visible(
        self, connection: Connection, scope: Scope, extent: Extent, view: View
    ) -> NDArray[np.int64]:
        key = (version(connection, scope), extent.generation, len(view.documents))
        with self._lock:
            known = self._known.get(scope)
        if known and known[0] == key:
            return known[1]
        seen, values = visible(scope)
        rows = connection.execute(f"SELECT d.number FROM documents d WHERE {seen}", values)
        allowed = np.fromiter((row[0] for row in rows), np.int64)
        mask = np.zeros(int(max(allowed.max(initial=0), view.documents.max(initial=0))) + 1, bool)
        mask[allowed] = True
        lines = np.flatnonzero(mask[view.documents])
        with self._lock:
            self._known[scope] = (key, lines)
            self._known.move_to_end(scope)
            if len(self._known) > _SCOPES:
                self._known.popitem(last=False)
        return lines


def _nothing() -> Near:
    return Near(np.zeros(0, np.int64), np.zeros(0, np.float32), 0.0)


def _cosines(vectors: Matrix, lines: NDArray[np.int64], vector: Vector) -> NDArray[np.float32]:
    if len(lines) * _SPARSE < len(vectors):
        return _product(vectors[lines], vector)
    cosines = _product(vectors, vector)
    return cosines if len(lines) == len(vectors) else cosines[lines]


def _product(vectors: Matrix, vector: Vector) -> NDArray[np.float32]:
    # Memory is the limit, not arithmetic: BLAS gains nothing, and its own threads wait for each
    # other for 8 ms and more when other questions keep the cores busy.
    return np.asarray(np.vecdot(vectors, vector))


def _places(lines: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the wanted lines stand among `lines`, both in order; others are left out."""
    places = np.searchsorted(lines, wanted)
    inside = places < len(lines)
    places = places[inside]
    found: NDArray[np.int64] = places[lines[places] == wanted[inside]]
    return found


def _best(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count)[:count]
