"""Conversations in PostgreSQL, shared by servers; each takes one question at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from ..adapters._postgres import CALL_S, Postgres
from ..adapters._postgres_errors import translated
from ..adapters._postgres_locks import Locks
from ..adapters.deadline import within
from ..adapters.errors import DatabaseNewer, Unavailable
from ..adapters.secrets import Secret
from .questions import clean
from .threads import BUSY, Threads, serializer

try:
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
except ImportError as error:
    raise Unavailable(
        f"Conversations in PostgreSQL need packages that are not there ({error}): "
        "install them with `pip install 'trivium[postgres]'`."
    ) from error

if TYPE_CHECKING:
    from ..adapters._postgres import Connection, Pool

T = TypeVar("T")

_STATES = 8  # LangGraph's pruning takes as long as 28 plain queries


async def open_postgres_threads(url: Secret) -> PostgresThreads:
    """Open the conversations of the database at `url`. Raises `Unavailable`."""
    database = Postgres(url, _prepare)
    return PostgresThreads(database, await database.pool())


async def _prepare(connection: Connection) -> None:
    saver = AsyncPostgresSaver(connection)
    await saver.setup()
    cursor = await connection.execute("SELECT max(v) AS have FROM checkpoint_migrations")
    row = await cursor.fetchone()
    if row and row["have"] >= len(saver.MIGRATIONS):
        raise DatabaseNewer(
            "The conversations in PostgreSQL were written by a newer Trivium (schema "
            f"{row['have']}, this one knows {len(saver.MIGRATIONS) - 1}): upgrade Trivium, or name "
            "another database."
        )


async def _states(connection: Connection, key: str) -> int:
    cursor = await connection.execute(
        "SELECT count(*) AS states FROM checkpoints WHERE thread_id = %s", (key,)
    )
    row = await cursor.fetchone()
    return int(row["states"]) if row else 0


class PostgresThreads(Threads):
    """Keeps conversations in PostgreSQL, for all servers of one address."""

    def __init__(self, database: Postgres, pool: Pool) -> None:
        super().__init__()
        self._database = database
        self._shared = Locks(database)
        self.saver = Saver(pool, self._shared, database.where)

    @asynccontextmanager
    async def thread_lock(self, key: str, wait_s: float | None = None) -> AsyncIterator[None]:
        """Have a thread to oneself, among all servers."""
        loop = asyncio.get_running_loop()
        end = None if wait_s is None else loop.time() + wait_s
        async with super().thread_lock(key, wait_s):
            left = None if end is None else max(end - loop.time(), 0.0)
            async with self._shared.hold(key, left, BUSY):
                yield

    async def prune(self, key: str) -> None:
        """Do what every keeper of threads does, once in a while."""
        if await self._database.run(lambda connection: _states(connection, key)) > _STATES:
            await super().prune(key)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._shared.close()
        await self._database.close()


class Saver(AsyncPostgresSaver):
    """LangGraph's checkpoints in PostgreSQL; every call ends in time, with an error of ours.

    What is written while the thread's lock is lost could undo another server's turn: it is not.
    """

    def __init__(self, pool: Pool, locks: Locks, where: str) -> None:
        super().__init__(pool, serde=serializer())
        self._locks, self._where = locks, where

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await self._call(super().aget_tuple(config))

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        await self._locks.confirm(config["configurable"]["thread_id"])
        values = {name: _storable(v) for name, v in checkpoint["channel_values"].items()}
        storable: Checkpoint = {**checkpoint, "channel_values": values}
        return await self._call(super().aput(config, storable, metadata, new_versions))

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        await self._call(super().aput_writes(config, writes, task_id, task_path))

    async def adelete_thread(self, thread_id: str) -> None:
        await self._call(super().adelete_thread(thread_id))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        await self._call(super().aprune(thread_ids, strategy=strategy))

    async def _call(self, work: Coroutine[Any, Any, T]) -> T:
        with translated(self._where):
            return await within(CALL_S, work)


def _storable(value: Any) -> Any:
    """Return a channel's value as PostgreSQL's JSON can hold it: texts stand there as they are."""
    return clean(value) if isinstance(value, str) else value
