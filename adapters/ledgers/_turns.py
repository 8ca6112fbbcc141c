"""Which receipts make up which thread, and how both go, in the database of the embedded ledger."""

from __future__ import annotations

import json
from sqlite3 import Connection
from time import time

from .._database import bind, plain
from ..receipts import Receipt
from ..recording import Conversation, taken
from ..terms import Principal, digest

KNOWN_S = 2 * 86_400  # how long it is known of a deleted receipt that it was asked
_OF = "tenant = ? AND user = ? AND thread = ?"


def add(connection: Connection, receipt: Receipt) -> None:
    """Let the thread of a receipt hold it."""
    if receipt.thread:
        own = *of(receipt.tenant, receipt.user), bind(receipt.thread)
        connection.execute(
            "INSERT OR IGNORE INTO turns VALUES (?, ?, ?, ?, ?)",
            (*own, receipt.at, bind(receipt.id)),
        )


def conversations(connection: Connection, principal: Principal, limit: int) -> list[Conversation]:
    """List threads, the latest used first."""
    rows = connection.execute(
        "SELECT t.thread, count(*), max(t.at), (SELECT r.body FROM turns f JOIN receipts r"
        " ON r.id = f.receipt WHERE (f.tenant, f.user, f.thread) = (t.tenant, t.user, t.thread)"
        " ORDER BY f.at, f.receipt LIMIT 1) FROM turns t WHERE t.tenant = ? AND t.user = ?"
        " GROUP BY t.thread ORDER BY max(t.at) DESC, t.thread LIMIT ?",
        (*of(principal.tenant, principal.user), max(0, limit)),
    )
    return [
        Conversation(
            id=plain(thread),
            title=json.loads(first)["question"],
            questions=questions,
            updated=updated,
        )
        for thread, questions, updated, first in rows
    ]


def conversation(
    connection: Connection, principal: Principal, thread: str, limit: int
) -> list[Receipt]:
    """Return the newest receipts of a thread, the oldest first."""
    rows = connection.execute(
        f"SELECT r.body FROM (SELECT at, receipt FROM turns WHERE {_OF}"
        " ORDER BY at DESC, receipt DESC LIMIT ?) t JOIN receipts r ON r.id = t.receipt"
        " ORDER BY t.at, t.receipt",
        (*of(principal.tenant, principal.user), bind(thread), max(0, limit)),
    )
    return [Receipt.from_json(json.loads(body)) for (body,) in rows]


def fork(connection: Connection, principal: Principal, thread: str, upto: str, target: str) -> bool:
    """Let another thread hold the receipts up to one."""
    own = of(principal.tenant, principal.user)
    if connection.execute(
        f"SELECT 1 FROM turns WHERE {_OF} LIMIT 1", (*own, bind(target))
    ).fetchall():
        raise taken(target)
    source = (*own, bind(thread))
    done = connection.execute(
        f"INSERT INTO turns SELECT tenant, user, ?, at, receipt FROM turns WHERE {_OF}"
        f" AND (at, receipt) <= (SELECT at, receipt FROM turns WHERE {_OF} AND receipt = ?)",
        (bind(target), *source, *source, bind(upto)),
    )
    return done.rowcount > 0


def remove(connection: Connection, principal: Principal, thread: str) -> int | None:
    """Delete a thread with the receipts that no other one holds."""
    own = (*of(principal.tenant, principal.user), bind(thread))
    if not connection.execute(f"SELECT 1 FROM turns WHERE {_OF} LIMIT 1", own).fetchall():
        return None
    alone = (
        f"id IN (SELECT receipt FROM turns WHERE {_OF}) AND NOT EXISTS"
        " (SELECT 1 FROM turns o WHERE o.receipt = receipts.id AND o.thread <> ?)"
    )
    gone = _delete(connection, principal, alone, (*own, own[-1]))
    connection.execute(f"DELETE FROM turns WHERE {_OF}", own)
    return gone


def erase(connection: Connection, principal: Principal) -> int:
    """Delete everything of a principal."""
    own = of(principal.tenant, principal.user)
    return _delete(connection, principal, "tenant = ? AND user = ?", own)


def spent(connection: Connection, tenant: str, since: float, user: str) -> int:
    """Count the deleted questions."""
    query, given = "SELECT count(*) FROM spent WHERE tenant = ? AND at >= ?", [bind(tenant), since]
    if user:
        query, given = f"{query} AND asker = ?", [*given, hashed(tenant, user)]
    return int(connection.execute(query, given).fetchone()[0])


def of(tenant: str, user: str) -> tuple[str | bytes, str | bytes]:
    """Return the values that say whose it is."""
    return bind(tenant), bind(user)


def hashed(tenant: str, user: str) -> str:
    """Name somebody without the name."""
    return digest(json.dumps([tenant, user]))


def _delete(
    connection: Connection, principal: Principal, where: str, values: tuple[str | bytes, ...]
) -> int:
    old = time() - KNOWN_S
    connection.execute("DELETE FROM spent WHERE at < ?", (old,))
    connection.execute(
        f"INSERT INTO spent SELECT tenant, ?, at FROM receipts WHERE {where} AND at >= ?",
        (hashed(principal.tenant, principal.user), *values, old),
    )
    return connection.execute(f"DELETE FROM receipts WHERE {where}", values).rowcount
