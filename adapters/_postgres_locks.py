"""Locks by name among all processes on one database; one connection holds those of a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ._postgres import CALL_S, Postgres, number, released, taken
from ._postgres_errors import passing, silent, translated
from .deadline import within
from .errors import TriviumError, Unavailable

if TYPE_CHECKING:
    from ._postgres import Connection

_RETRY_S, _RETRY_MOST_S = 0.02, 0.2
_LEAVE_S = 0.5  # whoever comes next on this thread waits for the rest


class Locks:
    """Advisory locks of PostgreSQL; the server lets go of them when the connection is lost.

    A lock is not for two holders in one process at a time: they wait for each other elsewhere.
    """

    def __init__(self, database: Postgres) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._held: dict[str, Connection] = {}
        self._refused: set[str] = set()
        self._leaving: dict[str, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def hold(self, name: str, wait_s: float | None, busy: str) -> AsyncIterator[None]:
        """Hold a lock. Raises `Unavailable`, saying `busy` when it is not free after `wait_s`."""
        sure = False
        try:
            try:
                async with asyncio.timeout(wait_s):
                    await self._take(name)
            except TimeoutError as error:
                if name not in self._refused:
                    raise silent(self._database.where) from error
                raise Unavailable(busy) from error
            sure = True
            yield
        finally:
            self._refused.discard(name)
            self._leaving[name] = asyncio.create_task(self._leave(name, sure))
            await asyncio.wait((self._leaving[name],), timeout=_LEAVE_S)

    async def confirm(self, name: str) -> None:
        """See that a lock is still held. Raises `Unavailable` when it was lost meanwhile."""
        connection = self._held.get(name)
        if connection is None:
            return
        try:
            with translated(self._database.where):
                await within(CALL_S, connection.execute("SELECT 1"))
        except TriviumError as error:
            raise Unavailable(
                "The connection to PostgreSQL was lost while this was answered, so the "
                "conversation does not remember it: ask again."
            ) from error

    async def close(self) -> None:
        """Let go of everything."""
        if self._connecting is not None:
            await asyncio.wait((self._connecting,))
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _take(self, name: str) -> None:
        if name in self._leaving:
            await asyncio.wait((self._leaving[name],))
        pause_s = _RETRY_S
        while not await self._try(name):
            self._refused.add(name)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.5, _RETRY_MOST_S)

    async def _try(self, name: str) -> bool:
        from psycopg import OperationalError

        with translated(self._database.where):
            connection = self._held[name] = await self._connected()
            try:
                return await within(CALL_S, taken(connection, number(name)))
            except OperationalError as error:
                if not passing(error):
                    raise
            connection = self._held[name] = await self._connected()
            return await within(CALL_S, taken(connection, number(name)))

    async def _connected(self) -> Connection:
        while self._connection is None or self._connection.closed:
            # In a task of its own: whoever is cancelled meanwhile would lose a connection.
            self._connecting = self._connecting or asyncio.create_task(self._connect())
            await asyncio.shield(self._connecting)
        return self._connection

    async def _connect(self) -> None:
        try:
            self._connection = await self._database.connect()
        finally:
            self._connecting = None

    async def _leave(self, name: str, sure: bool) -> None:
        """Let go of a lock; where a try was cut off, it may be held twice or not at all.

        Where that fails, the connection goes, and with it every lock of this process.
        """
        connection = self._held.pop(name, None)
        try:
            if connection is None or connection.closed:
                return
            with translated(self._database.where):
                while await within(CALL_S, released(connection, number(name))) and not sure:
                    pass
        except TriviumError:
            assert connection is not None
            await connection.close()
        finally:
            self._leaving.pop(name, None)
