"""The few verbs that the store needs of a collection, each in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import Unavailable
from ._weaviate_client import Connection
from ._weaviate_errors import Failed, Slow
from ._weaviate_objects import Found, Object, batches, chunks, found_in, written
from ._weaviate_schema import Names, absent, missing, prepare

if TYPE_CHECKING:
    from uuid import UUID

    from weaviate import WeaviateAsyncClient
    from weaviate.collections import CollectionAsync
    from weaviate.collections.classes.filters import FilterReturn

T = TypeVar("T")
Collection = Any  # CollectionAsync with whatever properties

PAGE = 500  # objects read at a time
_MAKING = 6.0  # times the timeout: collections are made by the whole cluster
_TRIES = 4  # of objects that the server did not take
_PAUSE_S = 0.2
WRITING = 2.0  # times the timeout: a batch of passages waits for the disk


@dataclass
class Data:
    """Reads and writes the collections behind one connection; makes them at the first use."""

    connection: Connection
    names: Names
    replicas: int
    _ready: bool = False
    _made: set[tuple[str, str]] = field(default_factory=set)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(
        self, job: Callable[[WeaviateAsyncClient], Awaitable[T]], *, times: float = 1
    ) -> T:
        """Run `job` with a client, once the collections are there."""
        if not self._ready:
            async with self._lock:
                if not self._ready:
                    await self.connection.call(self._prepare, times=_MAKING)
                    self._ready = True
        return await self.connection.call(job, times=times)

    async def change(self, job: Callable[[WeaviateAsyncClient], Awaitable[T]]) -> T:
        """Run a job that changes something, again where there was no answer in time.

        A write that meets the cluster without a leader is held for a minute, though the cluster
        has another one after seconds; every write here can be done twice.
        """
        for _ in range(_TRIES - 1):
            with suppress(Slow):
                return await self.run(job, times=WRITING)
        return await self.run(job, times=WRITING)

    async def get(
        self,
        collection: str,
        uuids: Sequence[UUID],
        properties: Sequence[str],
        *,
        tenant: str | None = None,
        vectors: bool = False,
    ) -> dict[UUID, Found]:
        """Read objects by their ids, those that are there."""
        from weaviate.classes.query import MetadataQuery

        found: dict[UUID, Found] = {}
        for some in chunks(list(uuids), PAGE):

            async def job(client: WeaviateAsyncClient, some: list[UUID] = some) -> Any:
                return await self.of(client, collection, tenant).query.fetch_objects_by_ids(
                    some,
                    limit=len(some),
                    include_vector=vectors,
                    return_metadata=MetadataQuery(is_consistent=self.replicas > 1),
                    return_properties=[*properties],
                )

            found |= {one.uuid: one for one in await self.search(job)}
        return found

    async def agreed(
        self, collection: str, uuids: Sequence[UUID], properties: Sequence[str]
    ) -> dict[UUID, Found]:
        """Read objects that most nodes hold alike. Raises `Unavailable` where they do not.

        A node that was away answers with what it had, is mended by being asked, and calls that
        consistent; so only what comes back twice is believed.
        """
        before: Mapping[UUID, Found] = {}
        for _ in range(_TRIES):
            found = await self.get(collection, uuids, properties)
            if self.replicas == 1 or not found:
                return found
            if found == before and all(one.consistent for one in found.values()):
                return found
            before = found
        raise Unavailable(
            "Weaviate's nodes do not agree about what is stored: start those that are missing, or "
            "wait until they have caught up."
        )

    async def find(
        self,
        collection: str,
        condition: FilterReturn | None,
        properties: Sequence[str],
        *,
        tenant: str | None = None,
        limit: int = PAGE,
        sort: Sequence[str] = (),
        vectors: bool = False,
    ) -> list[Found]:
        """Read up to `limit` objects that meet a condition."""
        from weaviate.classes.query import Sort

        order = Sort.by_property(sort[0]) if sort else None
        for name in sort[1:]:
            assert order is not None
            order = order.by_property(name)

        async def job(client: WeaviateAsyncClient) -> Any:
            return await self.of(client, collection, tenant).query.fetch_objects(
                filters=condition,
                limit=limit,
                sort=order,
                include_vector=vectors,
                return_properties=[*properties],
            )

        return await self.search(job)

    async def search(self, job: Callable[[WeaviateAsyncClient], Awaitable[Any]]) -> list[Found]:
        """Run a query; a tenant that nothing was ever written for has nothing."""
        try:
            answer = await self.run(job)
        except Failed as error:
            if missing(error):
                return []
            raise
        return [found_in(one) for one in answer.objects]

    async def write(
        self, collection: str, objects: Sequence[Object], *, tenant: str | None = None
    ) -> None:
        """Write objects, replacing those of the same ids; tries again only what was not taken.

        The first write of a tenant makes it. Weaviate could do that by itself, but then asks the
        whole cluster at every write.
        """
        if tenant is not None and (collection, tenant) not in self._made:
            await self._make(collection, tenant)
        for some in batches(objects):
            await self._write(collection, some, tenant)

    async def remove(
        self, collection: str, condition: FilterReturn, *, tenant: str | None = None
    ) -> None:
        """Remove all objects that meet a condition."""

        async def job(client: WeaviateAsyncClient) -> Any:
            return await self.of(client, collection, tenant).data.delete_many(condition)

        try:
            while (await self.change(job)).matches >= 10_000:  # the server's limit
                pass
        except Failed as error:
            if not missing(error):
                raise

    async def patch(self, collection: str, uuid: UUID, properties: Mapping[str, Any]) -> None:
        """Change some properties of an object, leaving the others as they are at that moment."""

        async def job(client: WeaviateAsyncClient) -> Any:
            data = self.of(client, collection, None).data
            return await data.update(uuid, properties=dict(properties))

        await self.change(job)

    async def tenants(self) -> list[str]:
        """List the tenants that passages were written for."""

        async def job(client: WeaviateAsyncClient) -> list[str]:
            return sorted(await self.of(client, self.names.passages, None).tenants.get())

        return await self.run(job)

    def of(self, client: WeaviateAsyncClient, name: str, tenant: str | None) -> Collection:
        """Return a collection, read and written so that one node may be gone."""
        from weaviate.classes.config import ConsistencyLevel

        collection: CollectionAsync[Any, Any] = client.collections.use(name)
        if self.replicas > 1:
            collection = collection.with_consistency_level(ConsistencyLevel.QUORUM)
        return collection if tenant is None else collection.with_tenant(tenant)

    async def _prepare(self, client: WeaviateAsyncClient) -> None:
        await prepare(client, self.names, self.replicas)

    async def _make(self, collection: str, tenant: str) -> None:
        async def job(client: WeaviateAsyncClient) -> None:
            alias = await client.alias.get(alias_name=collection)  # tenants are made by no alias
            name = alias.collection if alias else collection
            await self.of(client, name, None).tenants.create([tenant])

        await self.change(job)
        self._made.add((collection, tenant))

    async def _write(self, collection: str, objects: list[Object], tenant: str | None) -> None:
        left, said = objects, ""
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE_S * 2**attempt)
            failed = await self.insert(collection, left, tenant)
            if not failed:
                return
            said = next(iter(failed.values()))
            if tenant is not None and absent(said):  # somebody removed it meanwhile
                await self._make(collection, tenant)
            left = [left[place] for place in failed]
        raise Unavailable(
            f"Weaviate did not take {len(left)} of {len(objects)} objects ({said[:200]}): look at "
            "its log, then do the same again."
        )

    async def insert(
        self, collection: str, objects: list[Object], tenant: str | None
    ) -> dict[int, str]:
        """Write objects; return what was wrong with those that were not taken, by their places."""
        from weaviate.exceptions import WeaviateInsertManyAllFailedError

        async def job(client: WeaviateAsyncClient) -> dict[int, str]:
            data = self.of(client, collection, tenant).data
            try:
                answer = await data.insert_many([written(one) for one in objects])
            except WeaviateInsertManyAllFailedError as error:
                return dict.fromkeys(range(len(objects)), str(error))
            return {place: error.message for place, error in answer.errors.items()}

        return await self.change(job)
