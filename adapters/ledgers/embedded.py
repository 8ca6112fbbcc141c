"""The ledger that needs nothing: receipts as JSON rows beside the documents in SQLite."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection
from time import time
from typing import Any

from .._database import Database, bind, marks, plain
from ..base import Parts
from ..receipts import Feedback, Receipt, Shadow
from ..recording import Conversation
from ..terms import Principal
from ..tried import TRIED, Tried
from . import _turns
from ._forget import documents_of, with_shadow, without_quotes

_LONGEST_S = 2 * 86_400  # no run takes longer than its deadline, which is a day at most


class EmbeddedLedger:
    """Keeps receipts in the database of `home`."""

    name = "embedded"

    def __init__(self, home: Path) -> None:
        self._database = Database(home)

    async def record(self, receipt: Receipt) -> None:
        await self._database.write(lambda c: _record(c, receipt))

    async def receipt(self, principal: Principal, receipt_id: str) -> Receipt | None:
        return await self._database.read(lambda c: _receipt(c, principal, receipt_id))

    async def receipts(
        self, principal: Principal, *, limit: int = 50, after: str = ""
    ) -> list[Receipt]:
        return await self._database.read(lambda c: _receipts(c, principal, limit, after))

    async def feedback(self, principal: Principal, receipt_id: str, feedback: Feedback) -> bool:
        return await self._database.write(lambda c: _feedback(c, principal, receipt_id, feedback))

    async def shadow(self, principal: Principal, receipt_id: str, shadow: Shadow) -> bool:
        return await self._database.write(lambda c: _shadow(c, principal, receipt_id, shadow))

    async def tried(self, tenant: str, *, since: float) -> list[Tried]:
        return await self._database.read(lambda c: _tried(c, tenant, since))

    async def conversations(self, principal: Principal, *, limit: int = 50) -> list[Conversation]:
        return await self._database.read(lambda c: _turns.conversations(c, principal, limit))

    async def conversation(
        self, principal: Principal, thread: str, *, limit: int = 1000
    ) -> list[Receipt]:
        return await self._database.read(lambda c: _turns.conversation(c, principal, thread, limit))

    async def fork(self, principal: Principal, thread: str, upto: str, target: str) -> bool:
        return await self._database.write(lambda c: _turns.fork(c, principal, thread, upto, target))

    async def remove(self, principal: Principal, thread: str) -> int | None:
        return await self._database.write(lambda c: _turns.remove(c, principal, thread))

    async def erase(self, principal: Principal) -> int:
        return await self._database.write(lambda c: _turns.erase(c, principal))

    async def asked(self, tenant: str, *, since: float, user: str = "") -> int:
        return await self._database.read(lambda c: _asked(c, tenant, since, user))

    async def forget(self, document_id: str) -> list[tuple[Principal, str]]:
        return await self._database.write(lambda c: _forget(c, document_id))

    async def deleted(self, *, since: float) -> bool:
        return await self._database.read(lambda c: _deleted(c, since))

    async def close(self) -> None:
        await self._database.close()


def connect(parts: Parts) -> EmbeddedLedger:
    """Make the ledger of this home; its file is opened when it is first used."""
    return EmbeddedLedger(parts.home)


def _record(connection: Connection, receipt: Receipt) -> None:
    documents = [bind(document) for document in documents_of(receipt)]
    for (gone,) in connection.execute(
        f"SELECT document FROM forgotten WHERE document IN ({marks(documents)}) AND at >= ?",
        (*documents, receipt.at),
    ).fetchall():
        receipt = without_quotes(receipt, plain(gone))
    connection.execute(
        "INSERT INTO receipts VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " (tenant, user, at, body) = (excluded.tenant, excluded.user, excluded.at, excluded.body)",
        (
            bind(receipt.id),
            *_turns.of(receipt.tenant, receipt.user),
            receipt.at,
            json.dumps(receipt.as_json()),
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO quoted VALUES (?, ?)",
        [(document, bind(receipt.id)) for document in documents],
    )
    _turns.add(connection, receipt)


def _rewrite(connection: Connection, receipt: Receipt) -> None:
    body = json.dumps(receipt.as_json())
    connection.execute("UPDATE receipts SET body = ? WHERE id = ?", (body, bind(receipt.id)))


def _receipt(connection: Connection, principal: Principal, receipt_id: str) -> Receipt | None:
    row = connection.execute(
        "SELECT body FROM receipts WHERE id = ? AND tenant = ? AND user = ?",
        (bind(receipt_id), bind(principal.tenant), bind(principal.user)),
    ).fetchone()
    return None if row is None else Receipt.from_json(json.loads(row[0]))


def _receipts(
    connection: Connection, principal: Principal, limit: int, after: str
) -> list[Receipt]:
    where, values = "tenant = ? AND user = ?", [bind(principal.tenant), bind(principal.user)]
    behind: list[Any] = []
    if after:
        query = f"SELECT at FROM receipts WHERE id = ? AND {where}"
        row = connection.execute(query, (bind(after), *values)).fetchone()
        if row is None:
            return []
        where += " AND at <= ? AND (at < ? OR id > ?)"
        behind = [row[0], row[0], bind(after)]
    rows = connection.execute(
        f"SELECT body FROM receipts WHERE {where} ORDER BY at DESC, id LIMIT ?",
        (*values, *behind, max(0, limit)),
    )
    return [Receipt.from_json(json.loads(row[0])) for row in rows]


def _feedback(
    connection: Connection, principal: Principal, receipt_id: str, feedback: Feedback
) -> bool:
    receipt = _receipt(connection, principal, receipt_id)
    if receipt is None:
        return False
    _rewrite(connection, replace(receipt, feedback=(*receipt.feedback, feedback)))
    return True


def _shadow(connection: Connection, principal: Principal, receipt_id: str, shadow: Shadow) -> bool:
    receipt = _receipt(connection, principal, receipt_id)
    if receipt is None:
        return False
    _rewrite(connection, with_shadow(receipt, shadow))
    return True


def _tried(connection: Connection, tenant: str, since: float) -> list[Tried]:
    rows = connection.execute(
        "SELECT body FROM receipts WHERE tenant = ? AND at >= ? AND (body LIKE ? OR body LIKE ?)",
        (bind(tenant), since, *TRIED),
    )
    return [Tried.of(Receipt.from_json(json.loads(body))) for (body,) in rows]


def _asked(connection: Connection, tenant: str, since: float, user: str) -> int:
    query = "SELECT count(*) FROM receipts WHERE tenant = ? AND at >= ?"
    given = [bind(tenant), since]
    if user:
        query, given = f"{query} AND user = ?", [*given, bind(user)]
    kept = int(connection.execute(query, given).fetchone()[0])
    return kept + _turns.spent(connection, tenant, since, user)


def _forget(connection: Connection, document_id: str) -> list[tuple[Principal, str]]:
    gone = bind(document_id)
    connection.execute("DELETE FROM forgotten WHERE at < ?", (time() - _LONGEST_S,))
    connection.execute("INSERT OR REPLACE INTO forgotten VALUES (?, ?)", (gone, time()))
    rows = connection.execute(
        "SELECT r.body FROM quoted q JOIN receipts r ON r.id = q.receipt WHERE q.document = ?",
        (gone,),
    ).fetchall()
    for (body,) in rows:
        _rewrite(connection, without_quotes(Receipt.from_json(json.loads(body)), document_id))
    threads = connection.execute(
        "SELECT DISTINCT t.tenant, t.user, t.thread FROM quoted q JOIN turns t"
        " ON t.receipt = q.receipt WHERE q.document = ?",
        (gone,),
    )
    return [
        (Principal(tenant=plain(tenant), user=plain(user)), plain(thread))
        for tenant, user, thread in threads
    ]


def _deleted(connection: Connection, since: float) -> bool:
    return bool(
        connection.execute("SELECT 1 FROM forgotten WHERE at >= ? LIMIT 1", (since,)).fetchone()
    )
