"""PostgreSQL by its address: a pool that outlives the server's restarts, and calls that end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from ._postgres_errors import address_of, passing, translated
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
MOVE_S = 60.0  # for making or changing the tables
_CONNECT_S = 3.0
_GRACE_S = 0.25
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
        self._opening = asyncio.Lock()

    async def run(self, job: Job[T], *, again: bool = True) -> T:
        """Run `job` on a connection; once more where the connection was lost, if `again`.

        Raises `Unavailable` after `CALL_S` at the latest.
        """
        pool = await self.pool()
        with translated(self.where):
            return await in_time(_run(pool, job, again), CALL_S)

    async def pool(self) -> Pool:
        """Return the open pool; the first call connects and prepares. Raises `Unavailable`."""
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await self._open()
        return self._pool

    async def connect(self) -> Connection:
        """Make a connection of its own, which the caller closes. Raises `Unavailable`."""
        with translated(self.where):
            return await in_time(_connect(self._url), _CONNECT_S)

    async def close(self) -> None:
        """Let go of the connections."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close(timeout=_GRACE_S)

    async def _open(self) -> Pool:
        connection = await self.connect()
        with translated(self.where):
            try:
                await in_time(self._prepared(connection), MOVE_S)
            finally:
                await connection.close()
            pool = _pool(self._url)
            await pool.open()
        return pool

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
    await _configure(connection)
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
        if not connection.broken:
            await connection.execute("SELECT pg_advisory_unlock(%s)", (lock,))


async def taken(connection: Connection, lock: int) -> bool:
    """Take an advisory lock if it is free."""
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s) AS taken", (lock,))
    row = await cursor.fetchone()
    return bool(row and row["taken"])


def number(name: str) -> int:
    """Return the 64 bits that PostgreSQL wants for the name of an advisory lock."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


async def in_time(work: Coroutine[Any, Any, T], limit_s: float) -> T:
    """Do what `asyncio.timeout` does, also where the server has stopped to answer.

    There psycopg waits ten seconds for its request to cancel; cancelled twice, it closes the
    connection at once.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait((task,), timeout=limit_s)
        if not done:
            raise TimeoutError
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait((task,), timeout=_GRACE_S)
            task.cancel()
            await asyncio.wait((task,), timeout=_GRACE_S)
