"""The ledger's tables in PostgreSQL, as steps from one version to the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..errors import DatabaseNewer
from ._postgres_turns import ADD, key

if TYPE_CHECKING:
    from .._postgres import Connection

# A body is JSON in ASCII, as text: PostgreSQL's own JSON cannot hold every text.
_FIRST = (
    """CREATE TABLE trivium_receipts (
        id TEXT COLLATE "C" PRIMARY KEY,
        tenant TEXT NOT NULL,
        asker TEXT NOT NULL,
        at DOUBLE PRECISION NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX trivium_receipts_by_asker ON trivium_receipts (tenant, asker, at DESC, id)",
    "CREATE INDEX trivium_receipts_by_time ON trivium_receipts (tenant, at)",
    """CREATE TABLE trivium_quoted (
        document TEXT NOT NULL,
        receipt TEXT COLLATE "C" NOT NULL REFERENCES trivium_receipts ON DELETE CASCADE,
        PRIMARY KEY (document, receipt)
    )""",
    """CREATE TABLE trivium_forgotten (
        document TEXT PRIMARY KEY,
        at DOUBLE PRECISION NOT NULL
    )""",
)

# A receipt may be in several threads, once one was forked. Of a deleted one it stays for two days
# that it was asked, or deleting would give back what a day allows.
_TURNS = (
    """CREATE TABLE trivium_turns (
        tenant TEXT NOT NULL,
        asker TEXT NOT NULL,
        thread TEXT COLLATE "C" NOT NULL,
        at DOUBLE PRECISION NOT NULL,
        receipt TEXT COLLATE "C" NOT NULL REFERENCES trivium_receipts ON DELETE CASCADE,
        PRIMARY KEY (tenant, asker, thread, at, receipt)
    )""",
    "CREATE INDEX trivium_turns_by_receipt ON trivium_turns (receipt)",
    "CREATE INDEX trivium_quoted_by_receipt ON trivium_quoted (receipt)",
    """CREATE TABLE trivium_spent (
        tenant TEXT NOT NULL,
        asker TEXT NOT NULL,
        at DOUBLE PRECISION NOT NULL
    )""",
    "CREATE INDEX trivium_spent_by_time ON trivium_spent (tenant, at)",
)

STEPS = (_FIRST, _TURNS)


async def prepare(connection: Connection) -> None:
    """Bring the tables up to date in one transaction. Raises `DatabaseNewer`."""
    async with connection.transaction():
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS trivium_version (ledger INTEGER NOT NULL)"
        )
        cursor = await connection.execute("SELECT max(ledger) AS have FROM trivium_version")
        row = await cursor.fetchone()
        have = int(row["have"] or 0) if row else 0
        if have > len(STEPS):
            raise DatabaseNewer(
                f"The receipts in PostgreSQL were written by a newer Trivium (schema {have}, this "
                f"one knows {len(STEPS)}): upgrade Trivium, or name another database."
            )
        for version, step in enumerate(STEPS[have:], have + 1):
            for statement in step:
                await connection.execute(statement)
            if step is _TURNS:
                await _fill(connection)
            await connection.execute("INSERT INTO trivium_version VALUES (%s)", (version,))


async def _fill(connection: Connection) -> None:
    """Note the threads of the receipts that were there before threads were noted."""
    cursor = await connection.execute(
        "SELECT * FROM (SELECT tenant, asker, at, id,"
        """ substring(body from '"thread": "((?:[^"\\\\]|\\\\.)*)"') AS thread"""
        " FROM trivium_receipts) r WHERE thread <> ''"
    )
    rows = [
        (row["tenant"], row["asker"], key(json.loads(f'"{row["thread"]}"')), row["at"], row["id"])
        for row in await cursor.fetchall()
    ]
    await cursor.executemany(ADD, rows)
