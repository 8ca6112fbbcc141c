"""Conversations: LangGraph's checkpoints, one a question, under a name of the asker's."""

from __future__ import annotations

import asyncio
import inspect
import json
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import is_dataclass
from pathlib import Path
from weakref import WeakValueDictionary

import aiosqlite
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from ..adapters import asking, receipts, sources
from ..adapters._database import translated, use_write_ahead_log
from ..adapters.errors import Unavailable
from ..adapters.terms import Principal, digest
from .settings import Settings

FILE = "threads.db"
BUSY = "This conversation is busy with another question: ask again when that is answered."
_KEEP_LATEST = (
    "DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id < (SELECT max(checkpoint_id)"
    " FROM checkpoints l WHERE l.thread_id = ? AND l.checkpoint_ns = checkpoints.checkpoint_ns)",
    "DELETE FROM writes WHERE thread_id = ? AND checkpoint_id NOT IN"
    " (SELECT checkpoint_id FROM checkpoints WHERE thread_id = ?)",
)
_PRAGMAS = ("busy_timeout=10000", "synchronous=NORMAL", "secure_delete=ON")


class Threads:
    """Keeps nothing, but has the questions of one thread wait for each other."""

    saver: BaseCheckpointSaver[str] | None = None

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def thread_lock(self, key: str, wait_s: float | None = None) -> AsyncIterator[None]:
        """Have a thread to oneself. Raises `Unavailable` when it is not free after `wait_s`."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with asyncio.timeout(wait_s):
                await lock.acquire()
        except TimeoutError as error:
            raise Unavailable(BUSY) from error
        try:
            yield
        finally:
            lock.release()

    def alone(
        self, who: Principal, thread: str, wait_s: float | None = None
    ) -> AbstractAsyncContextManager[None]:
        """Have somebody's thread to oneself. Raises `Unavailable`."""
        return self.thread_lock(thread_key(who, thread), wait_s)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn errors of whoever keeps the threads into Trivium's."""
        yield

    async def drop(self, threads: Iterable[tuple[Principal, str]]) -> None:
        """Delete the states of threads; a question that goes on with one reads its receipts."""
        if self.saver:
            for who, thread in threads:
                with self.errors():
                    await self.saver.adelete_thread(thread_key(who, thread))

    async def prune(self, key: str) -> None:
        """Delete all states of a thread but the latest."""
        if self.saver:
            with self.errors():
                await self.saver.aprune([key])

    async def close(self) -> None:
        """Let go of files and connections."""


class EmbeddedThreads(Threads):
    """Keeps conversations in a SQLite file, for the processes of one machine."""

    saver: Saver

    def __init__(self, path: Path, saver: Saver) -> None:
        super().__init__()
        self._path, self.saver = path, saver

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Name the file, and the way out."""
        try:
            yield
        except sqlite3.Error as error:
            with translated(self._path):
                raise error

    async def close(self) -> None:
        """Close the file."""
        await self.saver.conn.close()


class Saver(AsyncSqliteSaver):
    """LangGraph's checkpoints in SQLite, which cannot prune yet, as those in PostgreSQL can."""

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        if strategy != "keep_latest":
            raise NotImplementedError(strategy)
        async with self.lock, self.conn.cursor() as cursor:
            for statement in _KEEP_LATEST:
                await cursor.executemany(statement, [(name, name) for name in thread_ids])
            await self.conn.commit()


async def open_threads(settings: Settings) -> Threads:
    """Open the conversations where the settings keep them. Raises `Unavailable`."""
    if settings.threads == "postgres":
        from .threads_postgres import open_postgres_threads

        return await open_postgres_threads(settings.postgres_url)
    return await _open_embedded(settings.home)


async def _open_embedded(home: Path) -> EmbeddedThreads:
    path = home / FILE
    with translated(path):
        await asyncio.to_thread(home.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(use_write_ahead_log, path)
        connection = await aiosqlite.connect(path)
        try:
            for pragma in _PRAGMAS:
                await connection.execute(f"PRAGMA {pragma}")
            threads = EmbeddedThreads(path, Saver(connection, serde=serializer()))
            await threads.saver.setup()
        except BaseException:
            await connection.close()
            raise
    return threads


def serializer() -> JsonPlusSerializer:
    """Make what writes a state into a checkpoint and reads it back."""
    return JsonPlusSerializer(allowed_msgpack_modules=checkpoint_types())


def checkpoint_types() -> list[tuple[str, str]]:
    """Name the types that a state holds, for `JsonPlusSerializer(allowed_msgpack_modules=...)`."""
    return sorted(
        (module.__name__, name)
        for module in (sources, asking, receipts)
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(kind) and kind.__module__ == module.__name__
    )


def thread_key(principal: Principal, thread: str) -> str:
    """Name a thread so that no other tenant or user can reach it."""
    return digest(json.dumps([principal.tenant, principal.user, thread]))
