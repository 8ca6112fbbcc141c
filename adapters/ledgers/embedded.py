"""The ledger that needs nothing: receipts as JSON rows beside the documents in SQLite."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection

from .._database import Database, bind
from ..base import Parts
from ..receipts import Feedback, Receipt
from ..terms import Principal
from ._forget import documents_of, without_quotes


class EmbeddedLedger:
    """Keeps receipts in the database of `home`."""

    name = "embedded"

    def __init__(self, home: Path) -> None:
        self._database = Database(home)

    async def record(self, receipt: Receipt) -> None:
        await self._database.write(lambda c: _record(c, receipt))

    async def receipt(self, principal: Principal, receipt_id: str) -> Receipt | None:
        return await self._database.read(lambda c: _receipt(c, principal, receipt_id))

    async def receipts(self, principal: Principal, *, limit: int = 50) -> list[Receipt]:
        return await self._database.read(lambda c: _receipts(c, principal, limit))

    async def feedback(self, principal: Principal, receipt_id: str, feedback: Feedback) -> bool:
        return await self._database.write(lambda c: _feedback(c, principal, receipt_id, feedback))

    async def asked(self, tenant: str, *, since: float) -> int:
        return await self._database.read(lambda c: _asked(c, tenant, since))

    async def forget(self, document_id: str) -> None:
        await self._database.write(lambda c: _forget(c, document_id))

    async def close(self) -> None:
        await self._database.close()


def connect(parts: Parts) -> EmbeddedLedger:
    """Make the ledger of this home; its file is opened when it is first used."""
    return EmbeddedLedger(parts.home)


def _record(connection: Connection, receipt: Receipt) -> None:
    body = json.dumps(receipt.as_json())
    connection.execute(
        "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?)",
        (bind(receipt.id), bind(receipt.tenant), bind(receipt.user), receipt.at, body),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO quoted VALUES (?, ?)",
        [(bind(document), bind(receipt.id)) for document in documents_of(receipt)],
    )


def _receipt(connection: Connection, principal: Principal, receipt_id: str) -> Receipt | None:
    row = connection.execute(
        "SELECT body FROM receipts WHERE id = ? AND tenant = ? AND user = ?",
        (bind(receipt_id), bind(principal.tenant), bind(principal.user)),
    ).fetchone()
    return None if row is None else Receipt.from_json(json.loads(row[0]))


def _receipts(connection: Connection, principal: Principal, limit: int) -> list[Receipt]:
    rows = connection.execute(
        "SELECT body FROM receipts WHERE tenant = ? AND user = ? ORDER BY at DESC, id LIMIT ?",
        (bind(principal.tenant), bind(principal.user), max(0, limit)),
    )
    return [Receipt.from_json(json.loads(row[0])) for row in rows]


def _feedback(
    connection: Connection, principal: Principal, receipt_id: str, feedback: Feedback
) -> bool:
    receipt = _receipt(connection, principal, receipt_id)
    if receipt is None:
        return False
    _record(connection, replace(receipt, feedback=(*receipt.feedback, feedback)))
    return True


def _asked(connection: Connection, tenant: str, since: float) -> int:
    query = "SELECT count(*) FROM receipts WHERE tenant = ? AND at >= ?"
    return int(connection.execute(query, (bind(tenant), since)).fetchone()[0])


def _forget(connection: Connection, document_id: str) -> None:
    rows = connection.execute(
        "SELECT r.body FROM quoted q JOIN receipts r ON r.id = q.receipt WHERE q.document = ?",
        (bind(document_id),),
    ).fetchall()
    for (body,) in rows:
        _record(connection, without_quotes(Receipt.from_json(json.loads(body)), document_id))
