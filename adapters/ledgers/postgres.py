"""Receipts in PostgreSQL, shared by as many servers as there are; needs the extra `postgres`."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from time import time
from typing import TYPE_CHECKING, Any

from .._postgres import Postgres, number
from ..base import Parts
from ..receipts import Feedback, Receipt, Shadow
from ..secrets import Secret
from ..terms import Principal
from ..tried import TRIED, Tried
from ._forget import documents_of, with_shadow, without_quotes
from ._postgres_tables import prepare

if TYPE_CHECKING:
    from .._postgres import Connection

_LONGEST_S = 2 * 86_400  # no run takes longer than its deadline, which is a day at most
_CLOCKS_S = 2.0  # how far the clocks of two servers may be apart
_BATCH = 20
_ASKED_MOST = 10_000  # every question counts them; 72,000 took 25 ms, and nobody needs to know
_LOCKS = (0x7472, 256)  # a document's lock is one of so many, or a long receipt could use up all


class PostgresLedger:
    """Keeps receipts in the database at `url`."""

    name = "postgres"

    def __init__(self, url: Secret) -> None:
        self._database = Postgres(url, prepare)

    async def record(self, receipt: Receipt) -> None:
        await self._database.run(lambda c: _record(c, receipt))

    async def receipt(self, principal: Principal, receipt_id: str) -> Receipt | None:
        return await self._database.run(lambda c: _receipt(c, principal, receipt_id))

    async def receipts(
        self, principal: Principal, *, limit: int = 50, after: str = ""
    ) -> list[Receipt]:
        return await self._database.run(lambda c: _receipts(c, principal, limit, after))

    async def feedback(self, principal: Principal, receipt_id: str, feedback: Feedback) -> bool:
        return await self._database.run(
            lambda c: _feedback(c, principal, receipt_id, feedback), again=False
        )

    async def shadow(self, principal: Principal, receipt_id: str, shadow: Shadow) -> bool:
        return await self._database.run(lambda c: _shadow(c, principal, receipt_id, shadow))

    async def tried(self, tenant: str, *, since: float) -> list[Tried]:
        return await self._database.run(lambda c: _tried(c, tenant, since))

    async def asked(self, tenant: str, *, since: float, user: str = "") -> int:
        """Count up to 10,000 questions, asked at all servers."""
        return await self._database.run(lambda c: _asked(c, tenant, since, user))

    async def forget(self, document_id: str) -> None:
        """Do what every ledger does, in short transactions: a document may be in many receipts."""
        await self._database.run(lambda c: _remember_deletion(c, document_id))
        last: str | None = ""
        while last is not None:
            last = await self._database.run(partial(_blank, document_id, last))

    async def close(self) -> None:
        await self._database.close()


def connect(parts: Parts) -> PostgresLedger:
    """Make the ledger of the setting `postgres_url`; it connects when it is first used.

    Raises `UnknownSetting` without a usable address, `Unavailable` without the extra.
    """
    url = parts.options.get("postgres_url")
    return PostgresLedger(url if isinstance(url, Secret) else Secret())


async def _record(connection: Connection, receipt: Receipt) -> None:
    names = {key(name): name for name in documents_of(receipt)}
    async with connection.pipeline(), connection.transaction():
        if names:
            for gone in await _forgotten(connection, list(names), receipt.at - _CLOCKS_S):
                receipt = without_quotes(receipt, names[gone])
        own = (receipt.id, receipt.tenant, receipt.user)
        await connection.execute(
            "INSERT INTO trivium_receipts VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
            "SET (tenant, asker, at, body) = (excluded.tenant, excluded.asker, excluded.at, "
            "excluded.body)",
            (*map(key, own), receipt.at, _body(receipt)),
        )
        if names:
            await connection.execute(
                "INSERT INTO trivium_quoted SELECT name, %s FROM unnest(%s::text[]) AS name "
                "ON CONFLICT DO NOTHING",
                (key(receipt.id), list(names)),
            )


async def _forgotten(connection: Connection, names: list[str], since: float) -> list[str]:
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


async def _receipt(
    connection: Connection, principal: Principal, receipt_id: str, *, lock: str = ""
) -> Receipt | None:
    cursor = await connection.execute(
        f"SELECT body FROM trivium_receipts WHERE id = %s AND tenant = %s AND asker = %s {lock}",
        (key(receipt_id), key(principal.tenant), key(principal.user)),
    )
    row = await cursor.fetchone()
    return None if row is None else _read(row["body"])


async def _receipts(
    connection: Connection, principal: Principal, limit: int, after: str
) -> list[Receipt]:
    where, values = "tenant = %s AND asker = %s", [key(principal.tenant), key(principal.user)]
    behind: list[Any] = []
    if after:
        query = f"SELECT at FROM trivium_receipts WHERE id = %s AND {where}"
        cursor = await connection.execute(query, (key(after), *values))
        row = await cursor.fetchone()
        if row is None:
            return []
        where += " AND at <= %s AND (at < %s OR id > %s)"
        behind = [row["at"], row["at"], key(after)]
    cursor = await connection.execute(
        f"SELECT body FROM trivium_receipts WHERE {where} ORDER BY at DESC, id LIMIT %s",
        (*values, *behind, max(0, limit)),
    )
    return [_read(row["body"]) for row in await cursor.fetchall()]


async def _feedback(
    connection: Connection, principal: Principal, receipt_id: str, feedback: Feedback
) -> bool:
    async with connection.transaction():
        kept = await _receipt(connection, principal, receipt_id, lock="FOR UPDATE")
        if kept is None:
            return False
        await _rewrite(connection, replace(kept, feedback=(*kept.feedback, feedback)))
    return True


async def _shadow(
    connection: Connection, principal: Principal, receipt_id: str, shadow: Shadow
) -> bool:
    async with connection.transaction():
        kept = await _receipt(connection, principal, receipt_id, lock="FOR UPDATE")
        if kept is None:
            return False
        await _rewrite(connection, with_shadow(kept, shadow))
    return True


async def _tried(connection: Connection, tenant: str, since: float) -> list[Tried]:
    cursor = await connection.execute(
        "SELECT body FROM trivium_receipts WHERE tenant = %s AND at >= %s "
        "AND (body LIKE %s OR body LIKE %s)",
        (key(tenant), since, *TRIED),
    )
    return [Tried.of(_read(row["body"])) for row in await cursor.fetchall()]


async def _asked(connection: Connection, tenant: str, since: float, user: str) -> int:
    cursor = await connection.execute(
        "SELECT count(*) AS asked FROM (SELECT FROM trivium_receipts WHERE tenant = %s "
        "AND at >= %s AND (%s = '' OR asker = %s) LIMIT %s) AS them",
        (key(tenant), since, key(user), key(user), _ASKED_MOST),
    )
    row = await cursor.fetchone()
    return int(row["asked"]) if row else 0


async def _remember_deletion(connection: Connection, document_id: str) -> None:
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


async def _blank(document_id: str, behind: str, connection: Connection) -> str | None:
    """Blank the document in the receipts next behind this id; return the last id, if any."""
    async with connection.transaction():
        cursor = await connection.execute(
            "SELECT r.id, r.body FROM trivium_quoted q JOIN trivium_receipts r ON r.id = q.receipt "
            "WHERE q.document = %s AND q.receipt > %s ORDER BY q.receipt LIMIT %s FOR UPDATE OF r",
            (key(document_id), behind, _BATCH),
        )
        rows = await cursor.fetchall()
        for row in rows:
            await _rewrite(connection, without_quotes(_read(row["body"]), document_id))
    return rows[-1]["id"] if rows else None


async def _rewrite(connection: Connection, receipt: Receipt) -> None:
    await connection.execute(
        "UPDATE trivium_receipts SET body = %s WHERE id = %s", (_body(receipt), key(receipt.id))
    )


def key(text: str) -> str:
    """Write a name so that PostgreSQL can hold it: it has neither NUL nor lone surrogates."""
    text = text.replace("\\", "\\\\").replace("\0", "\\0")
    return text.encode("utf-8", "backslashreplace").decode()


def _lock(document: str) -> int:
    return number(document) % _LOCKS[1]


def _body(receipt: Receipt) -> str:
    return json.dumps(receipt.as_json())


def _read(body: str) -> Receipt:
    return Receipt.from_json(json.loads(body))
