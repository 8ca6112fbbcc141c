"""Vectors into the matrix and dead ones out of it, inside one transaction of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from sqlite3 import Connection

import numpy as np

from .._database import bind, marks, plain
from .._schema import PASSAGES_PER_DOCUMENT
from ..errors import MixedVectors
from ..terms import Embedded
from ._matrix import Extent, MatrixFile
from ._rows import chunks
from ._writing import touch

_COMPACT_FROM = 1024  # dead lines; fewer are not worth the copying


def attach(
    connection: Connection, file: MatrixFile, vectors: Sequence[Embedded], origin: str
) -> None:
    """Write the vectors of passages that are there, and count them in."""
    if not vectors:
        return
    mend(connection, file)
    extent = _of_origin(Extent.of(connection), origin, len(vectors[0].vector))
    known = _lines(connection, [item.id for item in vectors])
    fresh: dict[int, Embedded] = {}
    for item in vectors:
        number, line = known.get(item.id, (0, None))
        if not number:
            continue
        if line is None:
            fresh[number] = item
        else:
            file.write(extent, line, [number], item.vector[None])
        _keep_sentences(connection, number, item)
    if fresh:
        rows = np.stack([item.vector for item in fresh.values()])
        file.write(extent, extent.lines, fresh, rows)
    replace(extent, lines=extent.lines + len(fresh)).save(connection)
    connection.executemany(
        "UPDATE passages SET line = ? WHERE number = ?",
        [(extent.lines + i, number) for i, number in enumerate(fresh)],
    )
    _count_down(connection, fresh)


def clear(connection: Connection, origin: str) -> int:
    """Forget all vectors, if they are of another origin; return the matrix file's generation."""
    extent = Extent.of(connection)
    if extent.origin == origin or not extent.lines:
        return extent.generation
    connection.execute("DELETE FROM sentences")
    connection.execute("UPDATE passages SET line = NULL")
    connection.execute("UPDATE documents SET pending = passages")
    empty = replace(extent, generation=extent.generation + 1, lines=0, dead=0)
    empty.save(connection)
    for (tenant,) in connection.execute("SELECT name FROM tenants").fetchall():
        touch(connection, tenant)
    return empty.generation


def wasteful(connection: Connection) -> bool:
    """Say whether most lines of the matrix are dead."""
    extent = Extent.of(connection)
    return extent.dead > max(_COMPACT_FROM, extent.lines // 2)


def compact(connection: Connection, file: MatrixFile) -> int:
    """Copy the living lines to a new file; return its generation."""
    mend(connection, file)
    old = Extent.of(connection)
    rows = connection.execute(
        "SELECT line, number FROM passages WHERE line IS NOT NULL ORDER BY line"
    ).fetchall()
    new = replace(old, generation=old.generation + 1, lines=len(rows), dead=0)
    view = file.view(old)
    for start in range(0, len(rows), _COMPACT_FROM):
        some = rows[start : start + _COMPACT_FROM]
        file.write(new, start, [row[1] for row in some], view.vectors[[row[0] for row in some]])
    connection.executemany(
        "UPDATE passages SET line = ? WHERE number = ?",
        [(line, row[1]) for line, row in enumerate(rows)],
    )
    new.save(connection)
    return new.generation


def mend(connection: Connection, file: MatrixFile) -> None:
    """Make passages pending again whose vectors the matrix file has lost."""
    extent = Extent.of(connection)
    if file.whole(extent):
        return
    first = len(file.view(extent).passages)
    connection.execute("UPDATE passages SET line = NULL WHERE line >= ?", (first,))
    connection.execute(
        "UPDATE documents SET pending = (SELECT count(*) FROM passages p WHERE p.line IS NULL"
        f" AND p.number / {PASSAGES_PER_DOCUMENT} = documents.number)"
    )
    living = connection.execute("SELECT count(line) FROM passages").fetchone()[0]
    replace(extent, lines=first, dead=first - living).save(connection)
    for (tenant,) in connection.execute("SELECT name FROM tenants").fetchall():
        touch(connection, tenant)


def _of_origin(extent: Extent, origin: str, dimensions: int) -> Extent:
    """Return the extent that vectors of this origin may be added to."""
    if (extent.origin, extent.dimensions) == (origin, dimensions):
        return extent
    if extent.dead < extent.lines:
        raise MixedVectors(
            f"The index holds vectors of {extent.origin!r} ({extent.dimensions} dimensions), not "
            f"of {origin!r} ({dimensions}): set the embedder back, or run `trivium reindex`, which "
            "makes all of them anew."
        )
    return replace(
        extent,
        generation=extent.generation + 1,
        origin=origin,
        dimensions=dimensions,
        lines=0,
        dead=0,
    )


def _lines(connection: Connection, ids: list[str]) -> dict[str, tuple[int, int | None]]:
    """Return number and line of the passages that are there, by their ids."""
    found: dict[str, tuple[int, int | None]] = {}
    for some in chunks([bind(name) for name in ids]):
        query = f"SELECT id, number, line FROM passages WHERE id IN ({marks(some)})"
        found |= {plain(row[0]): (row[1], row[2]) for row in connection.execute(query, some)}
    return found


def _keep_sentences(connection: Connection, number: int, item: Embedded) -> None:
    if item.sentences is None:
        connection.execute("DELETE FROM sentences WHERE passage = ?", (number,))
        return
    blob = np.ascontiguousarray(item.sentences, np.int8).tobytes()
    connection.execute("INSERT OR REPLACE INTO sentences VALUES (?, ?)", (number, blob))


def _count_down(connection: Connection, passages: Iterable[int]) -> None:
    """Take freshly attached passages off their documents' pending counts."""
    for document, fresh in Counter(n // PASSAGES_PER_DOCUMENT for n in passages).items():
        (tenant,) = connection.execute(
            "UPDATE documents SET pending = pending - ? WHERE number = ? RETURNING tenant",
            (fresh, document),
        ).fetchone()
        touch(connection, tenant)
