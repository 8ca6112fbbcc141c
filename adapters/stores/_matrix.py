"""The vectors beside the database: a file of lines, mapped into memory, that is only appended to.

The database says how many lines count. What a killed process appended without committing is
overwritten by the next one, and a line whose document is gone is masked until it is compacted away.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

import numpy as np

from .._schema import PASSAGES_PER_DOCUMENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..terms import Matrix


@dataclass(frozen=True, slots=True)
class Extent:
    """What the database says of the matrix: its file, whose vectors, lines written and dead.

    `passages` counts all there are, with a vector or without.
    """

    generation: int
    origin: str
    dimensions: int
    lines: int
    dead: int
    passages: int

    @classmethod
    def of(cls, connection: Connection) -> Extent:
        """Read it in the present transaction."""
        return cls(*connection.execute("SELECT * FROM matrix").fetchone())

    def save(self, connection: Connection) -> None:
        """Write it in the present transaction."""
        connection.execute(
            "UPDATE matrix SET generation = ?, origin = ?, dimensions = ?, lines = ?, dead = ?",
            (self.generation, self.origin, self.dimensions, self.lines, self.dead),
        )

    def fits(self, origin: str, dimensions: int) -> bool:
        """Say whether a vector compares with those that are written; the origin "" is any."""
        return self.dimensions == dimensions and origin in ("", self.origin)

    @property
    def record(self) -> np.dtype[np.void]:
        """One line: the number of the passage, then its vector."""
        return np.dtype([("passage", "<i8"), ("vector", "<f4", (self.dimensions,))])


@dataclass(frozen=True)
class View:
    """The committed lines at one moment: passage numbers, their documents, and the vectors."""

    passages: NDArray[np.int64]
    documents: NDArray[np.int64]
    vectors: Matrix

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The lines in the order of their passage numbers."""
        return np.argsort(self.passages)

    def lines_of(self, passages: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the lines of these passages, in their order; those without one are left out."""
        wanted = np.sort(passages)
        places = np.searchsorted(self.passages, wanted, sorter=self.order)
        inside = places < len(self.passages)
        lines = self.order[places[inside]]
        return np.sort(lines[self.passages[lines] == wanted[inside]])


_NOTHING = np.zeros(0, np.int64)


class MatrixFile:
    """The files `vectors-<generation>.bin` of a home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._last = (-1, 0, View(_NOTHING, _NOTHING, np.zeros((0, 0), np.float32)))

    def path(self, generation: int) -> Path:
        """Where the lines of this generation are."""
        return self._home / f"vectors-{generation}.bin"

    def view(self, extent: Extent) -> View:
        """Map the lines that count; fewer when the file is shorter than the database says."""
        path, lines = self.path(extent.generation), self._lines(extent)
        if not lines:
            return View(_NOTHING, _NOTHING, np.zeros((0, extent.dimensions), np.float32))
        generation, mapped, view = self._last
        if (generation, mapped) == (extent.generation, lines):
            return view
        table = np.memmap(path, extent.record, mode="r", shape=(lines,))
        known = view.passages if generation == extent.generation else _NOTHING
        passages = np.concatenate((known[:lines], table["passage"][len(known) :]))
        view = View(passages, passages // PASSAGES_PER_DOCUMENT, table["vector"])
        self._last = (extent.generation, lines, view)
        return view

    def write(self, extent: Extent, line: int, passages: Iterable[int], vectors: Matrix) -> None:
        """Write lines from `line` on, and wait until the disk has them."""
        rows = np.zeros(len(vectors), extent.record)
        rows["passage"] = np.fromiter(passages, np.int64, len(vectors))
        rows["vector"] = vectors
        path = self.path(extent.generation)
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.seek(line * extent.record.itemsize)
            file.write(rows.tobytes())
            file.flush()
            os.fsync(file.fileno())

    def whole(self, extent: Extent) -> bool:
        """Say whether the file has all the lines that the database names."""
        return self._lines(extent) == extent.lines

    def sweep(self, generation: int) -> None:
        """Remove the files of other generations, but for the last, which may still be read."""
        keep = {self.path(generation), self.path(generation - 1)}
        for path in self._home.glob("vectors-*.bin"):
            if path not in keep:
                path.unlink(missing_ok=True)

    def _lines(self, extent: Extent) -> int:
        path = self.path(extent.generation)
        if not extent.lines or not path.exists():
            return 0
        return min(extent.lines, path.stat().st_size // extent.record.itemsize)
