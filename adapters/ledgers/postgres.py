"""Receipts in PostgreSQL, shared by as many servers as there are; needs the extra `postgres`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .._postgres import Postgres
from ..base import Parts
from ..receipts import Feedback, Receipt, Shadow
from ..recording import Conversation
from ..secrets import Secret
from ..terms import Principal
from ..tried import TRIED, Tried
from . import _postgres_turns as _turns
from ._forget import documents_of, with_shadow, without_quotes
from ._postgres_forget import (
    CLOCKS_S,
    blank,
    body_of,
    deleted,
    forgotten_since,
    read,
    remember_deletion,
    rewrite,
)
from ._postgres_tables import prepare
from ._postgres_turns import key

if TYPE_CHECKING:
    from .._postgres import Connection

_ASKED_MOST = 10_000  # every question counts them; 72,000 took 25 ms, and nobody needs to know


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

    async def conversations(self, principal: Principal, *, limit: int = 50) -> list[Conversation]:
        return await self._database.run(lambda c: _turns.conversations(c, principal, limit))

    async def conversation(
        self, principal: Principal, thread: str, *, limit: int = 1000
    ) -> list[Receipt]:
        return await self._database.run(lambda c: _turns.conversation(c, principal, thread, limit))

    async def fork(self, principal: Principal, thread: str, upto: str, target: str) -> bool:
        return await self._database.run(
            lambda c: _turns.fork(c, principal, thread, upto, target), again=False
        )

    async def remove(self, principal: Principal, thread: str) -> int | None:
        return await self._database.run(lambda c: _turns.remove(c, principal, thread), again=False)

    async def erase(self, principal: Principal) -> int:
        return await self._database.run(lambda c: _turns.erase(c, principal), again=False)

    async def asked(self, tenant: str, *, since: float, user: str = "") -> int:
        """Count up to 10,000 questions, asked at all servers."""
        return await self._database.run(lambda c: _asked(c, tenant, since, user))

    async def forget(self, document_id: str) -> list[tuple[Principal, str]]:
        """Do what every ledger does, in short transactions: a document may be in many receipts."""
        await self._database.run(lambda c: remember_deletion(c, document_id))
        last: str | None = ""
        while last is not None:
            last = await self._database.run(partial(blank, document_id, last))
        return await self._database.run(lambda c: _turns.resting_on(c, document_id))

    async def deleted(self, *, since: float) -> bool:
        return await self._database.run(lambda c: deleted(c, since))

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
            for gone in await forgotten_since(connection, list(names), receipt.at - CLOCKS_S):
                receipt = without_quotes(receipt, names[gone])
        own = (receipt.id, receipt.tenant, receipt.user)
        await connection.execute(
            "INSERT INTO trivium_receipts VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
            "SET (tenant, asker, at, body) = (excluded.tenant, excluded.asker, excluded.at, "
            "excluded.body)",
            (*map(key, own), receipt.at, body_of(receipt)),
        )
        if names:
            await connection.execute(
                "INSERT INTO trivium_quoted SELECT name, %s FROM unnest(%s::text[]) AS name "
                "ON CONFLICT DO NOTHING",
                (key(receipt.id), list(names)),
            )
        await _turns.add(connection, receipt)


async def _receipt(
    connection: Connection, principal: Principal, receipt_id: str, *, lock: str = ""
) -> Receipt | None:
    cursor = await connection.execute(
        f"SELECT body FROM trivium_receipts WHERE id = %s AND tenant = %s AND asker = %s {lock}",
        (key(receipt_id), key(principal.tenant), key(principal.user)),
    )
    row = await cursor.fetchone()
    return None if row is None else read(row["body"])


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
    return [read(row["body"]) for row in await cursor.fetchall()]


async def _feedback(
    connection: Connection, principal: Principal, receipt_id: str, feedback: Feedback
) -> bool:
    async with connection.transaction():
        kept = await _receipt(connection, principal, receipt_id, lock="FOR UPDATE")
        if kept is None:
            return False
        await rewrite(connection, replace(kept, feedback=(*kept.feedback, feedback)))
    return True


async def _shadow(
    connection: Connection, principal: Principal, receipt_id: str, shadow: Shadow
) -> bool:
    async with connection.transaction():
        kept = await _receipt(connection, principal, receipt_id, lock="FOR UPDATE")
        if kept is None:
            return False
        await rewrite(connection, with_shadow(kept, shadow))
    return True


async def _tried(connection: Connection, tenant: str, since: float) -> list[Tried]:
    cursor = await connection.execute(
        "SELECT body FROM trivium_receipts WHERE tenant = %s AND at >= %s "
        "AND (body LIKE %s OR body LIKE %s)",
        (key(tenant), since, *TRIED),
    )
    return [Tried.of(read(row["body"])) for row in await cursor.fetchall()]


async def _asked(connection: Connection, tenant: str, since: float, user: str) -> int:
    cursor = await connection.execute(
        "SELECT count(*) AS asked FROM (SELECT FROM trivium_receipts WHERE tenant = %(tenant)s "
        "AND at >= %(since)s AND (%(user)s = '' OR asker = %(user)s) UNION ALL SELECT FROM "
        "trivium_spent WHERE tenant = %(tenant)s AND at >= %(since)s AND "
        "(%(user)s = '' OR asker = %(hash)s) LIMIT %(most)s) AS them",
        {
            "tenant": key(tenant),
            "since": since,
            "user": key(user),
            "hash": _turns.hashed(tenant, user),
            "most": _ASKED_MOST,
        },
    )
    row = await cursor.fetchone()
    return int(row["asked"]) if row else 0
