"""How the words of deleted documents leave receipts in PostgreSQL, on whichever server they are."""

from __future__ import annotations

import json
from time import time
from typing import TYPE_CHECKING

from .._postgres import number
from ..receipts import Receipt
from ._forget import without_quotes
from ._postgres_turns import key

if TYPE_CHECKING:
    from .._postgres import Connection

_LONGEST_S = 2 * 86_400  # no run takes longer than its deadline, which is a day at most
CLOCKS_S = 2.0  # how far the clocks of two servers may be apart
_BATCH = 20
_LOCKS = (0x7472, 256)  # a document's lock is one of so many, or a long receipt could use up all


async def forgotten_since(connection: Connection, names: list[str], since: float) -> list[str]:
    """Return which documents were deleted since; none of the others is until this is committed."""
    locks = sorted({_lock(name) for name in names})
    await connection.execute(
        "SELECT pg_advisory_xact_lock_shared(%s, lock) FROM unnest(%s::int[]) AS lock",
        (_LOCKS[0], locks),
    )
    cursor = await connection.execute(
        "SELECT document FROM trivium_forgotten WHERE document = ANY(%s) AND at >= %s",
        (names, since),
    )
    return [row["document"] for row in await cursor.fetchall()]


async def deleted(connection: Connection, since: float) -> bool:
    """Say whether any document was deleted since, by whichever server's clock."""
    cursor = await connection.execute(
        "SELECT FROM trivium_forgotten WHERE at >= %s LIMIT 1", (since - CLOCKS_S,)
    )
    return await cursor.fetchone() is not None


async def remember_deletion(connection: Connection, document_id: str) -> None:
    """Wait for the receipts that are being written; those that come later see the deletion."""
    gone, now = key(document_id), time()
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCKS[0], _lock(gone)))
        await connection.execute(
            "DELETE FROM trivium_forgotten WHERE at < %s AND document <> %s",
            (now - _LONGEST_S, gone),
        )
        await connection.execute(
            "INSERT INTO trivium_forgotten VALUES (%s, %s) "
            "ON CONFLICT (document) DO UPDATE SET at = excluded.at",
            (gone, now),
        )


async def blank(document_id: str, behind: str, connection: Connection) -> str | None:
    """Blank the document in the receipts next behind this id; return the last id, if any."""
    async with connection.transaction():
        cursor = await connection.execute(
            "SELECT r.id, r.body FROM trivium_quoted q JOIN trivium_receipts r ON r.id = q.receipt "
            "WHERE q.document = %s AND q.receipt > %s ORDER BY q.receipt LIMIT %s FOR UPDATE OF r",
            (key(document_id), behind, _BATCH),
        )
        rows = await cursor.fetchall()
        for row in rows:
            await rewrite(connection, without_quotes(read(row["body"]), document_id))
    return rows[-1]["id"] if rows else None


async def rewrite(connection: Connection, receipt: Receipt) -> None:
    """Write a receipt's body anew."""
    await connection.execute(
        "UPDATE trivium_receipts SET body = %s WHERE id = %s", (body_of(receipt), key(receipt.id))
    )


def body_of(receipt: Receipt) -> str:
    """Write a receipt as it is kept."""
    return json.dumps(receipt.as_json())


def read(body: str) -> Receipt:
    """Read back what `body_of` wrote."""
    return Receipt.from_json(json.loads(body))


def _lock(document: str) -> int:
    return number(document) % _LOCKS[1]
