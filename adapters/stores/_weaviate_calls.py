"""Calls of one connection: once the collections are there, and again where that may help."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from ._weaviate_client import Connection
from ._weaviate_errors import Failed, Slow
from ._weaviate_schema import Names, prepare, too_few, unheard_of

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient
    from weaviate.collections import CollectionAsync

T = TypeVar("T")
Collection = Any  # CollectionAsync with whatever properties

TRIES = 4
_WRITING = 2.0  # times the timeout: a batch of passages waits for the disk
_MAKING = 6.0  # times the timeout: collections are made by the whole cluster
_PAUSE_S = 0.2
_MOST_S = 30.0  # how long most nodes are enough after one of them did not take a change


@dataclass
class Calls:
    """Runs jobs over one connection; makes the collections at the first one."""

    connection: Connection
    names: Names
    replicas: int
    _ready: bool = False
    _all_from: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(
        self, job: Callable[[WeaviateAsyncClient], Awaitable[T]], *, times: float = 1
    ) -> T:
        """Run `job` with a client, once the collections are there.

        A node may hear of a collection or an alias a moment after the cluster has agreed on it.
        """
        if not self._ready:
            async with self._lock:
                if not self._ready:
                    await self.connection.call(self._prepare, times=_MAKING)
                    self._ready = True
        for attempt in range(1, TRIES):
            try:
                return await self.connection.call(job, times=times)
            except Failed as error:
                if not unheard_of(error):
                    raise
            await pause(attempt)
        return await self.connection.call(job, times=times)

    async def change(self, job: Callable[[WeaviateAsyncClient], Awaitable[T]]) -> T:
        """Run a job that changes something, again where there was no answer in time.

        A write that meets the cluster without a leader is held for a minute, though the cluster
        has another one after seconds; every write here can be done twice.
        """
        for attempt in range(1, TRIES):
            try:
                return await self.run(job, times=_WRITING)
            except Slow:
                self.do_with_most()
            except Failed as error:
                if not too_few(str(error)):
                    raise
                await self.tried(attempt)
        return await self.run(job, times=_WRITING)

    def of(
        self, client: WeaviateAsyncClient, name: str, tenant: str | None, *, all_: bool = False
    ) -> Collection:
        """Return a collection, read and written so that one node may be gone.

        With `all_` it is written to every node while none is known to be gone: a filter or a search
        asks one of them, which then has what was written just before.
        """
        from weaviate.classes.config import ConsistencyLevel

        collection: CollectionAsync[Any, Any] = client.collections.use(name)
        if self.replicas > 1:
            every = all_ and monotonic() >= self._all_from
            level = ConsistencyLevel.ALL if every else ConsistencyLevel.QUORUM
            collection = collection.with_consistency_level(level)
        return collection if tenant is None else collection.with_tenant(tenant)

    async def tried(self, attempt: int) -> None:
        """Pause after too few nodes took a change; after the second time most are enough.

        The first time it may be that one has not heard of the collection or the tenant yet.
        """
        if attempt > 1:
            self.do_with_most()
        await pause(attempt)

    def do_with_most(self) -> None:
        """Leave a node that is gone out of changes for a while; it catches up by itself."""
        self._all_from = monotonic() + _MOST_S

    async def _prepare(self, client: WeaviateAsyncClient) -> None:
        await prepare(client, self.names, self.replicas)


async def pause(attempt: int) -> None:
    """Wait before trying again, longer each time: 0.4, 0.8, 1.6 s."""
    await asyncio.sleep(_PAUSE_S * 2**attempt)
