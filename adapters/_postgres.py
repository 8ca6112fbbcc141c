"""PostgreSQL by its address: a pool that outlives the server's restarts, and calls that end.

Cancelled calls may go on for ten seconds where the server has stopped to answer: so long the client
waits for the server to cancel them, then closes the connection. Nobody waits for that here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from ._postgres_errors import address_of, passing, translated
from .deadline import remaining_s, within
from .secrets import Secret

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow
    from psycopg_pool import AsyncConnectionPool

    Connection = AsyncConnection[DictRow]
    Pool = AsyncConnectionPool[Connection]
    Job = Callable[[Connection], Awaitable["T"]]

T = TypeVar("T")

CALL_S = 5.0  # for one call with all its waiting; a restart of PostgreSQL takes 1 to 3
_AILING_S = 1.0  # after a call that waited in vain, until one succeeds
MOVE_S = 60.0  # for making or changing the tables
_CONNECT_S = 3.0
_CONNECTIONS = 4
_RETRY_S = 0.02
# Set when connected, not in the address, because some poolers refuse options there. A server of
# ours that vanishes lets go of its locks after 30 + 3 * 10 seconds.
_OPTIONS = {
    "statement_timeout": f"{CALL_S:.0f}s",
    "idle_in_transaction_session_timeout": f"{2 * CALL_S:.0f}s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


class Postgres:
    """A database of PostgreSQL; nothing is opened before the first call.

    `prepare` brings its tables up to date: once a process, and one process at a time.
    """

    def __init__(self, url: Secret, prepare: Job[None]) -> None:
        self.where = address_of(url)
        self._url = url
        self._prepare = prepare
        self._pool: Pool | None = None
        self._opening: asyncio.Task[Pool] | None = None
        self._ailing = False

    async def run(self, job: Job[T], *, again: bool = True) -> T:
        """Run `job` on a connection; once more where the connection was lost, if `again`.

        Raises `Unavailable` after `CALL_S`, or at the deadline of the caller, at the latest.
        """
        pool = await self.pool()
        clock = asyncio.get_running_loop().time
        limit_s, start = _AILING_S if self._ailing else CALL_S, clock()
        try:
            with translated(self.where):
                result = await within(remaining_s(limit_s), _run(pool, job, again))
        except BaseException:
            self._ailing = clock() - start > _AILING_S / 2
            raise
        self._ailing = False
        return result

    async def pool(self) -> Pool:
        """Return the open pool; the first call connects and prepares. Raises `Unavailable`."""
        if self._pool is None:
            # In a task of its own: whoever is cancelled meanwhile would lose a connection.
            self._opening = self._opening or asyncio.create_task(self._open())
            return await asyncio.shield(self._opening)
        return self._pool

    async def connect(self) -> Connection:
        """Make a connection of its own, which the caller closes. Raises `Unavailable`."""
        with translated(self.where):
            return await within(remaining_s(_CONNECT_S), _connect(self._url))

    async def close(self) -> None:
        """Let go of the connections."""
        if self._opening is not None:
            await asyncio.wait((self._opening,))
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close(timeout=1.0)

    async def _open(self) -> Pool:
        try:
            async with await self.connect() as connection:
                with translated(self.where):
                    await within(MOVE_S, self._prepared(connection))
            pool = _pool(self._url)
            await pool.open()
            self._pool = pool
            return pool
        finally:
            self._opening = None

    async def _prepared(self, connection: Connection) -> None:
        await connection.execute("SET statement_timeout = 0")
        async with alone(connection, number("trivium prepare")):
            await self._prepare(connection)


async def _run(pool: Pool, job: Job[T], again: bool) -> T:
    from psycopg import OperationalError

    try:
        async with pool.connection() as connection:
            return await job(connection)
    except OperationalError as error:
        if not (again and passing(error)):
            raise
        return await _run(pool, job, again=False)


def _pool(url: Secret) -> Pool:
    from psycopg_pool import AsyncConnectionPool

    return AsyncConnectionPool(
        url.reveal(),
        kwargs=_arguments(),
        min_size=1,
        max_size=_CONNECTIONS,
        open=False,
        configure=_configure,
        check=AsyncConnectionPool.check_connection,
        timeout=_CONNECT_S,
        reconnect_timeout=1.0,  # then the next call tries at once
        name="trivium",
    )


async def _connect(url: Secret) -> Connection:
    from psycopg import AsyncConnection

    connection = await AsyncConnection.connect(url.reveal(), **_arguments())
    try:
        await _configure(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _configure(connection: Connection) -> None:
    each = ", ".join(["set_config(%s, %s, false)"] * len(_OPTIONS))
    await connection.execute(f"SELECT {each}", [*chain.from_iterable(_OPTIONS.items())])


def _arguments() -> dict[str, Any]:
    from psycopg.rows import dict_row

    return {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "connect_timeout": int(_CONNECT_S),
        "client_encoding": "utf8",
        "application_name": "trivium",
    }


@asynccontextmanager
async def alone(connection: Connection, lock: int) -> AsyncIterator[None]:
    """Hold an advisory lock of the database; it goes with the connection if that is lost.

    Asks again and again: a session that waits inside PostgreSQL would hold up, for good, whoever
    builds an index concurrently under the lock.
    """
    while True:
        if await taken(connection, lock):
            break
        await asyncio.sleep(_RETRY_S)
    try:
        yield
    finally:
        if not connection.closed:
            await released(connection, lock)


async def taken(connection: Connection, lock: int) -> bool:
    """Take an advisory lock if it is free."""
    return await _said(connection, "SELECT pg_try_advisory_lock(%s) AS said", lock)


async def released(connection: Connection, lock: int) -> bool:
    """Let go of an advisory lock once; False when it was not held."""
    return await _said(connection, "SELECT pg_advisory_unlock(%s) AS said", lock)


async def _said(connection: Connection, question: str, lock: int) -> bool:
    cursor = await connection.execute(question, (lock,))
    row = await cursor.fetchone()
    return bool(row and row["said"])


def number(name: str) -> int:
    """Return the 64 bits that PostgreSQL wants for the name of an advisory lock."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
