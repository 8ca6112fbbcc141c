"""Reads of the store other than the search, each within one moment of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sqlite3 import Connection
from typing import Any

import numpy as np

from .._database import bind, marks, plain
from .._schema import PASSAGES_PER_DOCUMENT
from ..terms import Corpus, Document, Embedded, Passage, Scope, digest
from ._matrix import Extent, MatrixFile
from ._rows import (
    DOCUMENT,
    OF_DOCUMENT,
    PASSAGE,
    chunks,
    numbers,
    read_documents,
    read_passages,
    visible,
)


def passages(
    connection: Connection, scope: Scope, documents: Sequence[str], first: int, limit: int | None
) -> list[Passage]:
    """Read the passages of documents in their order."""
    left = PASSAGES_PER_DOCUMENT * len(documents) if limit is None else limit
    rows: list[tuple[Any, ...]] = []
    for number in numbers(connection, scope, documents).values():
        if left <= len(rows):
            break
        start = number * PASSAGES_PER_DOCUMENT
        rows += connection.execute(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.number = ?"
            " WHERE p.number BETWEEN ? AND ? ORDER BY p.number LIMIT ?",
            (number, start + max(0, first), start + PASSAGES_PER_DOCUMENT - 1, left - len(rows)),
        )
    return read_passages(connection, rows)


def pending(connection: Connection, scope: Scope, limit: int) -> list[Passage]:
    """Read the passages without a vector, the oldest first."""
    seen, values = visible(scope)
    rows = connection.execute(
        f"SELECT {PASSAGE} FROM passages p CROSS JOIN documents d ON {OF_DOCUMENT}"
        f" WHERE p.line IS NULL AND {seen} ORDER BY p.number LIMIT ?",
        [*values, max(0, limit)],
    )
    return read_passages(connection, rows.fetchall())


def sentences(
    connection: Connection, file: MatrixFile, scope: Scope, ids: Sequence[str], origin: str = ""
) -> Mapping[str, Embedded]:
    """Read the vectors of passages and of their sentences, if they are of this origin."""
    seen, values = visible(scope)
    extent = Extent.of(connection)
    if origin not in ("", extent.origin):
        return {}
    vectors = file.view(extent).vectors
    found: dict[str, Embedded] = {}
    for some in chunks([bind(name) for name in dict.fromkeys(ids)]):
        rows = connection.execute(
            f"SELECT p.id, p.line, s.vectors FROM passages p JOIN documents d ON {OF_DOCUMENT}"
            f" LEFT JOIN sentences s ON s.passage = p.number"
            f" WHERE p.id IN ({marks(some)}) AND p.line < ? AND {seen}",
            [*some, len(vectors), *values],
        )
        for name, line, blob in rows:
            rest = None if blob is None else np.frombuffer(blob, np.int8)
            found[plain(name)] = Embedded(
                id=plain(name),
                vector=np.array(vectors[line], np.float32),
                sentences=None if rest is None else rest.reshape(-1, extent.dimensions),
            )
    return found


def documents(connection: Connection, scope: Scope, limit: int, after: str) -> list[Document]:
    """Read a page of documents by id."""
    seen, values = visible(scope)
    rows = connection.execute(
        f"SELECT {DOCUMENT} FROM documents d WHERE d.id > ? AND {seen} ORDER BY d.id LIMIT ?",
        [bind(after), *values, max(0, limit)],
    )
    return read_documents(connection, rows.fetchall())


def document(connection: Connection, scope: Scope, document_id: str) -> Document | None:
    """Read one document."""
    seen, values = visible(scope)
    rows = connection.execute(
        f"SELECT {DOCUMENT} FROM documents d WHERE d.id = ? AND {seen}",
        [bind(document_id), *values],
    )
    found = read_documents(connection, rows.fetchall())
    return found[0] if found else None


def text(connection: Connection, scope: Scope, document_id: str) -> str | None:
    """Read the text of one document."""
    seen, values = visible(scope)
    row = connection.execute(
        "SELECT t.text FROM documents d JOIN texts t ON t.document = d.number"
        f" WHERE d.id = ? AND {seen}",
        [bind(document_id), *values],
    ).fetchone()
    return None if row is None else plain(row[0])


def version(connection: Connection, scope: Scope) -> int:
    """Return the version of what the scope sees; it only grows."""
    where, values = ("1", []) if scope.tenant is None else ("name = ?", [bind(scope.tenant)])
    query = f"SELECT coalesce(sum(version), 0) FROM tenants WHERE {where}"
    return int(connection.execute(query, values).fetchone()[0])


def corpus(connection: Connection, scope: Scope, since: float) -> Corpus:
    """Count what the scope sees; `since` is the unix time a week ago."""
    seen, values = visible(scope)
    row = connection.execute(
        "SELECT count(*), coalesce(sum(d.passages), 0), coalesce(sum(d.pending), 0),"
        " coalesce(sum(d.tokens), 0), count(*) FILTER (WHERE d.updated >= ?)"
        f" FROM documents d WHERE {seen}",
        [since, *values],
    ).fetchone()
    names = ("documents", "passages", "pending", "tokens", "changed_last_week")
    counts = dict(zip(names, row, strict=True))
    # The number itself would tell how much of what the scope does not see has changed.
    return Corpus(**counts, version=digest(f"{scope.key} {version(connection, scope)}"))
