"""Putting and deleting documents, inside one transaction of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from sqlite3 import Connection, IntegrityError

from .._database import bind, plain
from .._schema import PASSAGES_PER_DOCUMENT
from ..errors import Conflict, TooLarge
from ..terms import Document, Passage, Scope, tokens
from ._rows import numbers
from ._words import indexed

_Text = str | bytes
_Row = tuple[int, _Text, int, int, int, _Text, _Text, _Text]
_INSERT = """INSERT INTO passages (number, id, start, stop, page, context, text, about)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""


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
        connection.executemany(_INSERT, rows)
    except IntegrityError as error:
        raise Conflict(
            f"A passage of {document.title or document.id!r} has the id of another one: "
            "make passage ids from the document's id, its version and the ordinal."
        ) from error
    connection.executemany(
        "INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)",
        _words(document.title, ((row[0], *row[5:]) for row in rows)),
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
        "SELECT number, context, text, about FROM passages WHERE number BETWEEN ? AND ?", span
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


def touch(connection: Connection, tenant: str | bytes) -> None:
    """Give the tenant's index a version that it never had."""
    connection.execute(
        "INSERT INTO tenants VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET version = version + 1",
        (tenant,),
    )


def _insert_document(connection: Connection, document: Document, text: str, passages: int) -> int:
    cursor = connection.execute(
        "INSERT INTO documents (id, tenant, public, title, source, version, url, pages, updated,"
        " tokens, passages, pending, added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            bind(document.added_by),
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
    texts = bind(passage.context), bind(passage.text), bind(passage.about)
    return number, bind(passage.id), passage.start, passage.end, passage.page, *texts


def _words(
    title: str, rows: Iterable[tuple[int, _Text, _Text, _Text]]
) -> Iterator[tuple[int, str, str]]:
    for number, context, text, about in rows:
        searched = f"{plain(about)}\n{plain(text)}" if about else plain(text)
        yield number, indexed(f"{title}\n{plain(context)}"), indexed(searched)
