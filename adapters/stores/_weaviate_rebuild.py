"""All passages into a new collection, behind the alias that the searches use."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ..errors import Unavailable
from ..terms import Scope
from ._weaviate_catalogue import Catalogue
from ._weaviate_data import Data
from ._weaviate_names import piece_uuid
from ._weaviate_objects import Found, Object
from ._weaviate_rows import Record, passage_of, ready, with_sentences
from ._weaviate_schema import PASSAGES, create

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient

    from ..base import Embedder, Told

_NEXT = "next"  # under which the collection to come is noted; whoever writes, writes to both
_WHOLE = list(PASSAGES)
_PAGE = 200  # documents looked at together
_BATCH = 128  # passages embedded together
_ROUNDS = 20  # of copying what was stored meanwhile


@dataclass
class Rebuild:
    """Copies, embeds, then turns the alias; it can be stopped and goes on where it was."""

    data: Data
    catalogue: Catalogue
    _whole: set[str] = field(default_factory=set)

    async def targets(self) -> list[str]:
        """Return the collections that passages are written to."""
        coming = await self._coming()
        return list(dict.fromkeys([self.data.names.passages, *([coming[0]] if coming else [])]))

    async def __call__(
        self, embedder: Embedder | None, origin: str, told: Told | None = None
    ) -> int:
        """Move every passage, with vectors of `origin`; return how many. None makes no vectors."""
        total = sum([r.document.passages async for page in self._pages() for r in page])
        old, new = await self._begin(origin)
        moved = 0
        for turned in (False, True):  # once more for what was put while the alias was turned
            for _ in range(_ROUNDS):
                more = await self._round(old, new, embedder, moved, max(total, moved), told)
                moved += more
                if not more:
                    break
            if not turned:
                await self._turn(new)
        await self._end(old, embedder is not None)
        return moved

    async def abandon(self) -> None:
        """Forget a collection that was to come but is not wanted any more."""
        coming = await self._coming()
        if coming:
            await self.catalogue.note(_NEXT, "")
            if coming[0] != await self._present():
                await self._delete(coming[0])

    async def _begin(self, origin: str) -> tuple[str, str]:
        """Return the collection of now and the one to come, which may have been begun before."""
        now, names = await self._present(), self.data.names
        coming = await self._coming()
        if coming and coming[1] == origin:
            if coming[0] != now:
                return now, coming[0]
            return names.generation(names.number(now) - 1), now
        await self.abandon()
        new = names.generation(names.number(now) + 1)

        async def job(client: WeaviateAsyncClient) -> None:
            if not await client.collections.exists(new):
                await create(client, new, PASSAGES, tenants=True, replicas=self.data.replicas)

        await self.data.change(job)
        await self.catalogue.note(_NEXT, json.dumps([new, origin]))
        return now, new

    async def _round(
        self,
        old: str,
        new: str,
        embedder: Embedder | None,
        before: int,
        total: int,
        told: Told | None,
    ) -> int:
        """Copy what the new collection lacks; return how many passages."""
        moved = 0
        async for records in self._pages():
            by_tenant: dict[str, list[Record]] = {}
            for record in records:
                if record.edition not in self._whole:
                    by_tenant.setdefault(record.key, []).append(record)
            for tenant, some in by_tenant.items():
                lacking = await self._lacking(new, tenant, some, embedder is not None)
                for start in range(0, len(lacking), _BATCH):
                    batch = lacking[start : start + _BATCH]
                    found = await self.data.get(old, batch, _WHOLE, tenant=tenant)
                    objects = await _made(found.values(), embedder)
                    await self.data.write(new, objects, tenant=tenant)
                    moved += len(objects)
                    if told:
                        told(before + moved, max(total, before + moved))
        return moved

    async def _lacking(
        self, new: str, tenant: str, records: Sequence[Record], embed: bool
    ) -> list[UUID]:
        """Return the passages that the new collection has not, or not with a vector."""
        wanted = {
            piece_uuid(record.edition, number): record.edition
            for record in records
            for number in range(record.document.passages)
        }
        there = await self.data.get(new, list(wanted), ["waiting"], tenant=tenant)
        lacking = [
            uuid for uuid in wanted if uuid not in there or (embed and there[uuid].row["waiting"])
        ]
        incomplete = {wanted[uuid] for uuid in lacking}
        self._whole |= {r.edition for r in records if r.edition not in incomplete}
        return lacking

    async def _turn(self, new: str) -> None:
        alias = self.data.names.passages

        async def job(client: WeaviateAsyncClient) -> bool:
            return await client.alias.update(alias_name=alias, new_target_collection=new)

        if not await self.data.change(job):
            raise Unavailable(f"Weaviate has no alias {alias}: run `trivium reindex` again.")

    async def _end(self, old: str, embedded: bool) -> None:
        """Count anew what has vectors, and remove the old collection."""
        tenants = set()
        async for records in self._pages():
            for record in records:
                tenants.add(record.document.tenant)
                if embedded and record.edition in self._whole:
                    await self.catalogue.count(ready(record))
                elif record.embedded:
                    passages = record.document.passages
                    await self.catalogue.count(replace(record, pending=passages, embedded=0))
        self._whole.clear()
        await self.catalogue.note(_NEXT, "")
        await self.catalogue.touch(tenants)
        await self._delete(old)

    async def _pages(self) -> AsyncIterator[list[Record]]:
        after = ""
        while page := await self.catalogue.page(Scope.owner(), limit=_PAGE, after=after):
            yield page
            after = page[-1].document.id

    async def _coming(self) -> tuple[str, str] | None:
        noted = await self.catalogue.state(_NEXT)
        if not noted:
            return None
        collection, origin = json.loads(noted)
        return collection, origin

    async def _present(self) -> str:
        async def job(client: WeaviateAsyncClient) -> str:
            alias = await client.alias.get(alias_name=self.data.names.passages)
            return alias.collection if alias else ""

        return await self.data.run(job)

    async def _delete(self, collection: str) -> None:
        async def job(client: WeaviateAsyncClient) -> None:
            await client.collections.delete(collection)

        await self.data.change(job)


async def _made(found: Iterable[Found], embedder: Embedder | None) -> list[Object]:
    """Return the objects as the new collection shall have them."""
    rows: list[tuple[UUID, dict[str, Any]]] = [
        (one.uuid, {name: value for name, value in one.row.items() if value is not None})
        for one in found
    ]
    if embedder is None:
        bare = ((uuid, row | {"waiting": True}) for uuid, row in rows)
        return [
            Object(uuid, {n: v for n, v in row.items() if n != "sentences"}) for uuid, row in bare
        ]
    items = await embedder.passages([passage_of(row) for _, row in rows])
    return [
        Object(uuid, with_sentences(row, item), item.vector.tolist())
        for (uuid, row), item in zip(rows, items, strict=True)
    ]
