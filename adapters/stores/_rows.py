"""Rows of the database as documents and passages, and a scope as the condition of a query."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from sqlite3 import Connection
from typing import Any, TypeVar

from .._database import bind, marks, plain
from .._schema import PASSAGES_PER_DOCUMENT
from ..terms import Document, Passage, Scope

T = TypeVar("T")

_CHUNK = 5000  # values in one query; SQLite allows 32,766
_DOCUMENT = "d.number, d.id, d.title, d.source, d.version, d.tenant, d.url"
_COUNTS = "d.pages, d.updated, d.tokens, d.passages, d.pending, d.added_by"
DOCUMENT = f"{_DOCUMENT}, {_COUNTS}"
PASSAGE = f"p.number, p.id, p.start, p.stop, p.page, p.context, p.text, {_DOCUMENT}, p.about"
OF_DOCUMENT = f"d.number = p.number / {PASSAGES_PER_DOCUMENT}"


def visible(scope: Scope) -> tuple[str, list[str | bytes]]:
    """Return the condition on `documents d` that a scope means, and its values."""
    parts: list[str] = []
    values: list[str | bytes] = []
    if scope.tenant is not None:
        parts.append("d.tenant = ?")
        values.append(bind(scope.tenant))
    if scope.groups is not None:
        names = [bind(group) for group in sorted(scope.groups)]
        parts.append(
            "(d.public OR EXISTS (SELECT 1 FROM groups g WHERE g.document = d.number"
            f" AND g.name IN ({marks(names)})))"
        )
        values += names
    return " AND ".join(parts) or "1", values


def numbers(connection: Connection, scope: Scope, ids: Iterable[str]) -> dict[str, int]:
    """Return the documents' numbers by their ids, in the given order, of those the scope sees."""
    seen, values = visible(scope)
    found: dict[str, int] = {}
    wanted = [bind(name) for name in dict.fromkeys(ids)]
    for some in chunks(wanted):
        query = f"SELECT d.id, d.number FROM documents d WHERE d.id IN ({marks(some)}) AND {seen}"
        found |= {plain(row[0]): row[1] for row in connection.execute(query, [*some, *values])}
    return {name: found[name] for name in map(plain, wanted) if name in found}


def groups_of(connection: Connection, documents: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the groups of these documents by their numbers."""
    found: dict[int, set[str]] = {}
    for some in chunks(list(set(documents))):
        query = f"SELECT document, name FROM groups WHERE document IN ({marks(some)})"
        for document, name in connection.execute(query, some):
            found.setdefault(document, set()).add(plain(name))
    return {document: frozenset(names) for document, names in found.items()}


def read_documents(connection: Connection, rows: list[tuple[Any, ...]]) -> list[Document]:
    """Make documents of rows of `DOCUMENT`."""
    groups = groups_of(connection, (row[0] for row in rows))
    return [
        Document(
            **_named(row[1:7], ("id", "title", "source", "version", "tenant", "url")),
            pages=tuple(json.loads(row[7])),
            updated=row[8],
            tokens=row[9],
            passages=row[10],
            status="words" if row[11] else "ready",
            added_by=plain(row[12]),
            groups=groups.get(row[0], frozenset()),
        )
        for row in rows
    ]


def read_passages(connection: Connection, rows: list[tuple[Any, ...]]) -> list[Passage]:
    """Make passages of rows of `PASSAGE`."""
    groups = groups_of(connection, (row[7] for row in rows))
    return [
        Passage(
            id=plain(row[1]),
            document_id=plain(row[8]),
            version=plain(row[11]),
            ordinal=row[0] % PASSAGES_PER_DOCUMENT,
            start=row[2],
            end=row[3],
            text=plain(row[6]),
            title=plain(row[9]),
            context=plain(row[5]),
            url=plain(row[13]),
            page=row[4],
            tenant=plain(row[12]),
            groups=groups.get(row[7], frozenset()),
            about=plain(row[14]),
        )
        for row in rows
    ]


def chunks(values: list[T]) -> Iterator[list[T]]:
    """Cut a list into pieces that fit one query."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _named(values: Iterable[str | bytes], names: Iterable[str]) -> dict[str, str]:
    return dict(zip(names, map(plain, values), strict=True))
