"""Changes to the store, each inside one transaction of the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from sqlite3 import Connection, IntegrityError

import numpy as np

from .._database import bind, marks, plain
from .._schema import PASSAGES_PER_DOCUMENT
from ..errors import Conflict, MixedVectors, TooLarge
from ..terms import Document, Embedded, Passage, Scope, tokens
from ._matrix import Extent, MatrixFile
from ._rows import chunks, numbers
from ._words import indexed

_Row = tuple[int, str | bytes, int, int, int, str | bytes, str | bytes]

_COMPACT_FROM = 1024  # dead lines; fewer are not worth the copying


def put(connection: Connection, document: Document, text: str, passages: Sequence[Passage]) -> None:
    """Replace a document, its text, passages and words."""
    if len(passages) >= PASSAGES_PER_DOCUMENT:
        raise TooLarge(
            f"{document.title or document.id!r} has {len(passages):,} passages, more than the "
            f"{PASSAGES_PER_DOCUMENT - 1:,} a document can have: split it."
        )
    delete(connection, Scope.owner(), document.id)
    number = _insert_document(connection, document, text, len(passages))
    rows = list(map(_row, count(number * PASSAGES_PER_DOCUMENT), passages))
    try:
        connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", rows)
    except IntegrityError as error:
        raise Conflict(
            f"A passage of {document.title or document.id!r} has the id of another one: "
            "make passage ids from the document's id, its version and the ordinal."
        ) from error
    connection.executemany(
        "INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)",
        _words(document.title, ((row[0], row[5], row[6]) for row in rows)),
    )
    connection.execute("UPDATE matrix SET passages = passages + ?", (len(rows),))
    touch(connection, bind(document.tenant))


def delete(connection: Connection, scope: Scope, document_id: str) -> bool:
    """Remove a document with everything of it; say whether the scope saw one."""
    number = numbers(connection, scope, [document_id]).get(document_id)
    if number is None:
        return False
    title, tenant = connection.execute(
        "SELECT title, tenant FROM documents WHERE number = ?", (number,)
    ).fetchone()
    first = number * PASSAGES_PER_DOCUMENT
    span = (first, first + PASSAGES_PER_DOCUMENT - 1)
    rows = connection.execute(
        "SELECT number, context, text FROM passages WHERE number BETWEEN ? AND ?", span
    )
    connection.executemany(
        "INSERT INTO words (words, rowid, heading, text) VALUES ('delete', ?, ?, ?)",
        _words(plain(title), rows),
    )
    connection.execute(
        "UPDATE matrix SET dead = dead + gone.lines, passages = passages - gone.all_ FROM"
        " (SELECT count(line) AS lines, count(*) AS all_ FROM passages"
        " WHERE number BETWEEN ? AND ?) AS gone",
        span,
    )
    connection.execute("DELETE FROM passages WHERE number BETWEEN ? AND ?", span)
    connection.execute("DELETE FROM documents WHERE number = ?", (number,))
    touch(connection, tenant)
    return True


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


def touch(connection: Connection, tenant: str | bytes) -> None:
    """Give the tenant's index a version that no tenant has had."""
    connection.execute(
        "INSERT INTO tenants SELECT ?, coalesce(max(version), 0) + 1 FROM tenants WHERE true"
        " ON CONFLICT (name) DO UPDATE SET version = excluded.version",
        (tenant,),
    )


def _insert_document(connection: Connection, document: Document, text: str, passages: int) -> int:
    cursor = connection.execute(
        "INSERT INTO documents (id, tenant, public, title, source, version, url, pages, updated,"
        " tokens, passages, pending) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            bind(document.id),
            bind(document.tenant),
            not document.groups,
            bind(document.title),
            bind(document.source),
            bind(document.version),
            bind(document.url),
            json.dumps(document.pages),
            document.updated,
            document.tokens or tokens(text),
            passages,
            passages,
        ),
    )
    number = cursor.lastrowid
    assert number is not None
    connection.execute("INSERT INTO texts VALUES (?, ?)", (number, bind(text)))
    connection.executemany(
        "INSERT INTO groups VALUES (?, ?)", [(number, bind(group)) for group in document.groups]
    )
    return number


def _row(number: int, passage: Passage) -> _Row:
    context, text = bind(passage.context), bind(passage.text)
    return number, bind(passage.id), passage.start, passage.end, passage.page, context, text


def _words(
    title: str, rows: Iterable[tuple[int, str | bytes, str | bytes]]
) -> Iterator[tuple[int, str, str]]:
    for number, context, text in rows:
        yield number, indexed(f"{title}\n{plain(context)}"), indexed(plain(text))


def _of_origin(extent: Extent, origin: str, dimensions: int) -> Extent:
    """Return the extent that vectors of this origin may be added to."""
    if (extent.origin, extent.dimensions) == (origin, dimensions):
        return extent
    if extent.dead < extent.lines:
        raise MixedVectors(
            f"The index holds vectors of {extent.origin!r} ({extent.dimensions} dimensions), not "
            f"of {origin!r} ({dimensions}): set the embedder back, or set TRIVIUM_HOME to a fresh "
            "folder and run `trivium ingest` there."
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
