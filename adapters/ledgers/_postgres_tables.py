"""The ledger's tables in PostgreSQL, as steps from one version to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import DatabaseNewer

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

STEPS = (_FIRST,)


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
            await connection.execute("INSERT INTO trivium_version VALUES (%s)", (version,))
