"""The few verbs that the store needs of a collection, each in time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import Unavailable
from ._weaviate_calls import TRIES, Calls, pause
from ._weaviate_errors import Failed
from ._weaviate_objects import Found, Object, batches, chunks, found_in, written
from ._weaviate_schema import absent, missing, too_few

if TYPE_CHECKING:
    from uuid import UUID

    from weaviate import WeaviateAsyncClient
    from weaviate.collections.classes.filters import FilterReturn

PAGE = 500  # objects read at a time


@dataclass
class Data(Calls):
    """Reads and writes the collections behind one connection."""

    _made: set[tuple[str, str]] = field(default_factory=set)

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
        for _ in range(TRIES):
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
        sort: str = "",
        vectors: bool = False,
    ) -> list[Found]:
        """Read up to `limit` objects that meet a condition, in the order of the property `sort`.

        It is read too: the server merges the shards by what it has read of them.
        """
        from weaviate.classes.query import Sort

        order = Sort.by_property(sort) if sort else None
        read = [*properties, sort] if sort and sort not in properties else [*properties]

        async def job(client: WeaviateAsyncClient) -> Any:
            return await self.of(client, collection, tenant).query.fetch_objects(
                filters=condition,
                limit=limit,
                sort=order,
                include_vector=vectors,
                return_properties=read,
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
            data = self.of(client, collection, tenant, all_=True).data
            return await data.delete_many(condition)

        try:
            while (await self.change(job)).matches >= 10_000:  # the server's limit
                pass
        except Failed as error:
            if not missing(error):
                raise

    async def patch(self, collection: str, uuid: UUID, properties: Mapping[str, Any]) -> None:
        """Change some properties of an object, leaving the others as they are at that moment."""

        async def job(client: WeaviateAsyncClient) -> Any:
            data = self.of(client, collection, None, all_=True).data
            return await data.update(uuid, properties=dict(properties))

        await self.change(job)

    async def tenants(self) -> list[str]:
        """List the tenants that passages were written for."""

        async def job(client: WeaviateAsyncClient) -> list[str]:
            return sorted(await self.of(client, self.names.passages, None).tenants.get())

        return await self.run(job)

    async def _make(self, collection: str, tenant: str) -> None:
        async def job(client: WeaviateAsyncClient) -> None:
            alias = await client.alias.get(alias_name=collection)  # tenants are made by no alias
            name = alias.collection if alias else collection
            await self.of(client, name, None).tenants.create([tenant])

        await self.change(job)
        self._made.add((collection, tenant))

    async def _write(self, collection: str, objects: list[Object], tenant: str | None) -> None:
        left, said = objects, ""
        for attempt in range(TRIES):
            if attempt:
                await (self.tried(attempt) if too_few(said) else pause(attempt))
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
            data = self.of(client, collection, tenant, all_=True).data
            try:
                answer = await data.insert_many([written(one) for one in objects])
            except WeaviateInsertManyAllFailedError as error:
                return dict.fromkeys(range(len(objects)), str(error))
            return {place: error.message for place, error in answer.errors.items()}

        return await self.change(job)
