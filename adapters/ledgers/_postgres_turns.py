"""Which receipts make up which thread, and how both go, in PostgreSQL."""

from __future__ import annotations

import json
import re
from time import time
from typing import TYPE_CHECKING

from ..receipts import Receipt
from ..recording import Conversation, taken
from ..terms import Principal
from ._turns import KNOWN_S
from ._turns import hashed as hashed

if TYPE_CHECKING:
    from .._postgres import Connection

ADD = "INSERT INTO trivium_turns VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
_ESCAPED = re.compile(r"\\(?:u(?P<lone>[0-9a-f]{4})|0|\\)")
_OF = "tenant = %(tenant)s AND asker = %(asker)s AND thread = %(thread)s"


async def add(connection: Connection, receipt: Receipt) -> None:
    """Let the thread of a receipt hold it."""
    if receipt.thread:
        own = map(key, (receipt.tenant, receipt.user, receipt.thread))
        await connection.execute(ADD, (*own, receipt.at, key(receipt.id)))


async def conversations(
    connection: Connection, principal: Principal, limit: int
) -> list[Conversation]:
    """List threads, the latest used first."""
    cursor = await connection.execute(
        "SELECT t.thread, t.questions, t.updated, r.body FROM (SELECT thread, count(*) AS "
        "questions, max(at) AS updated FROM trivium_turns WHERE tenant = %(tenant)s AND "
        "asker = %(asker)s GROUP BY thread ORDER BY max(at) DESC, thread LIMIT %(limit)s) t "
        "CROSS JOIN LATERAL (SELECT receipt FROM trivium_turns f WHERE f.tenant = %(tenant)s AND "
        "f.asker = %(asker)s AND f.thread = t.thread ORDER BY at, receipt LIMIT 1) f "
        "JOIN trivium_receipts r ON r.id = f.receipt ORDER BY t.updated DESC, t.thread",
        {**_of(principal), "limit": max(0, limit)},
    )
    return [
        Conversation(
            id=plain(row["thread"]),
            title=json.loads(row["body"])["question"],
            questions=row["questions"],
            updated=row["updated"],
        )
        for row in await cursor.fetchall()
    ]


async def conversation(
    connection: Connection, principal: Principal, thread: str, limit: int
) -> list[Receipt]:
    """Return the newest receipts of a thread, the oldest first."""
    cursor = await connection.execute(
        f"SELECT r.body FROM (SELECT at, receipt FROM trivium_turns WHERE {_OF} ORDER BY at DESC, "
        "receipt DESC LIMIT %(limit)s) t JOIN trivium_receipts r ON r.id = t.receipt "
        "ORDER BY t.at, t.receipt",
        {**_of(principal, thread), "limit": max(0, limit)},
    )
    return [Receipt.from_json(json.loads(row["body"])) for row in await cursor.fetchall()]


async def fork(
    connection: Connection, principal: Principal, thread: str, upto: str, target: str
) -> bool:
    """Let another thread hold the receipts up to one."""
    async with connection.transaction():
        if await _there(connection, principal, target):
            raise taken(target)
        cursor = await connection.execute(
            "INSERT INTO trivium_turns SELECT tenant, asker, %(target)s, at, receipt FROM "
            f"trivium_turns WHERE {_OF} AND (at, receipt) <= (SELECT at, receipt FROM "
            f"trivium_turns WHERE {_OF} AND receipt = %(upto)s)",
            {**_of(principal, thread), "target": key(target), "upto": key(upto)},
        )
        return cursor.rowcount > 0


async def remove(connection: Connection, principal: Principal, thread: str) -> int | None:
    """Delete a thread with the receipts that no other one holds."""
    own = _of(principal, thread)
    alone = (
        f"id IN (SELECT receipt FROM trivium_turns WHERE {_OF}) AND NOT EXISTS (SELECT FROM "
        "trivium_turns o WHERE o.receipt = trivium_receipts.id AND o.thread <> %(thread)s)"
    )
    async with connection.transaction():
        if not await _there(connection, principal, thread):
            return None
        gone = await _delete(connection, principal, alone, own)
        await connection.execute(f"DELETE FROM trivium_turns WHERE {_OF}", own)
        return gone


async def erase(connection: Connection, principal: Principal) -> int:
    """Delete everything of a principal."""
    own = "tenant = %(tenant)s AND asker = %(asker)s"
    async with connection.transaction():
        return await _delete(connection, principal, own, _of(principal))


async def resting_on(connection: Connection, document: str) -> list[tuple[Principal, str]]:
    """Return the threads whose receipts rest on a document, each with whose it is."""
    cursor = await connection.execute(
        "SELECT DISTINCT t.tenant, t.asker, t.thread FROM trivium_quoted q JOIN trivium_turns t "
        "ON t.receipt = q.receipt WHERE q.document = %s",
        (key(document),),
    )
    return [
        (Principal(tenant=plain(row["tenant"]), user=plain(row["asker"])), plain(row["thread"]))
        for row in await cursor.fetchall()
    ]


def key(text: str) -> str:
    """Write a name so that PostgreSQL can hold it: it has neither NUL nor lone surrogates."""
    text = text.replace("\\", "\\\\").replace("\0", "\\0")
    return text.encode("utf-8", "backslashreplace").decode()


def plain(stored: str) -> str:
    """Read back what `key` wrote."""
    return _ESCAPED.sub(_unescaped, stored)


async def _there(connection: Connection, principal: Principal, thread: str) -> bool:
    cursor = await connection.execute(
        f"SELECT FROM trivium_turns WHERE {_OF} LIMIT 1", _of(principal, thread)
    )
    return await cursor.fetchone() is not None


async def _delete(
    connection: Connection, principal: Principal, where: str, values: dict[str, str]
) -> int:
    given = {
        **values,
        "hash": hashed(principal.tenant, principal.user),
        "old": time() - KNOWN_S,
    }
    await connection.execute("DELETE FROM trivium_spent WHERE at < %(old)s", given)
    await connection.execute(
        "INSERT INTO trivium_spent SELECT tenant, %(hash)s, at FROM trivium_receipts "
        f"WHERE {where} AND at >= %(old)s",
        given,
    )
    return (await connection.execute(f"DELETE FROM trivium_receipts WHERE {where}", given)).rowcount


def _of(principal: Principal, thread: str = "") -> dict[str, str]:
    names = {"tenant": principal.tenant, "asker": principal.user, "thread": thread}
    return {name: key(value) for name, value in names.items()}


def _unescaped(found: re.Match[str]) -> str:
    if found["lone"]:
        return chr(int(found["lone"], 16))
    return "\0" if found[0] == "\\0" else "\\"
