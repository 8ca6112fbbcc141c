"""Putting, deleting, and adding vectors: written beside what is there, then counted in one step."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..errors import Conflict, MixedVectors
from ..terms import Document, Embedded, Passage, Scope
from ._stems import Stems
from ._weaviate_catalogue import Catalogue, Origin
from ._weaviate_data import Data
from ._weaviate_names import cut, key, new_edition, pack, piece_uuid, tenant_key
from ._weaviate_objects import Object
from ._weaviate_reading import Reading, Stored
from ._weaviate_rebuild import Rebuild
from ._weaviate_rows import TEXT_CHARS, Record, allowed, passage_rows, row_of, with_sentences
from ._weaviate_schema import PASSAGES
from ._weaviate_sweeping import Left, Sweeper

if TYPE_CHECKING:
    from ..base import Embedder, Told

_CHANGES = 16  # of records at a time
_WHOLE = [name for name in PASSAGES if name != "sentences"]


@dataclass
class Writing:
    """Changes what is stored; each change is seen whole or not at all."""

    data: Data
    catalogue: Catalogue
    reading: Reading
    rebuild: Rebuild
    sweeper: Sweeper
    stems: Stems
    _attaching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def put(self, document: Document, text: str, passages: Sequence[Passage]) -> None:
        """Write a new edition, let it count, and remove what it replaces."""
        _distinct(document, passages)
        edition = new_edition()
        old = (await self.catalogue.records([document.id])).get(document.id)
        touched = {document.tenant} | ({old.document.tenant} if old else set())
        rows = await asyncio.to_thread(passage_rows, document, passages, edition, self.stems)
        await asyncio.gather(
            self._write_text(document, text, edition),
            self._write_passages(document, rows),
            self.catalogue.touch(touched),
        )
        await self.catalogue.put(document.id, row_of(document, text, len(passages), edition))
        await self.catalogue.touch(touched)
        self.sweeper.later(document, old)

    async def delete(self, scope: Scope, document_id: str) -> bool:
        """Take a document out of the catalogue, then remove what it had."""
        old = (await self.catalogue.records([document_id])).get(document_id)
        if old is None or not allowed(old, scope):
            return False
        await self.catalogue.touch([old.document.tenant])
        await self.catalogue.remove(document_id)
        await self.catalogue.touch([old.document.tenant])
        await self.sweeper.now([Left(old.key, key(document_id), old.edition)])
        return True

    async def attach(self, vectors: Sequence[Embedded], origin: str) -> None:
        """Write passages again with their vectors, and count them."""
        if not vectors:
            return
        async with self._attaching:
            await self._accept(origin, len(vectors[0].vector))
            items = {item.id: item for item in vectors}
            stored = await self.reading.stored(Scope.owner(), items, _WHOLE, vectors=False)
            await self._write_vectors(items, stored)
            records = await self._still(stored)
            fresh = Counter(
                one.record.edition for one in stored.values() if one.found.row["waiting"]
            )
            await self._count(records, fresh)
            await self.catalogue.touch(record.document.tenant for record in records)

    async def reindex(self, embedder: Embedder, told: Told | None) -> int | None:
        """Move everything to vectors of this embedder; None where they are not of another."""
        noted, mine = await self.catalogue.origin(), Origin(embedder.name, embedder.dimensions)
        if noted in (None, mine):
            await self.rebuild.abandon()
            return None
        async with self._attaching:
            moved = await self.rebuild(embedder, embedder.name, told)
            await self.catalogue.note_origin(mine)
        return moved

    async def _write_text(self, document: Document, text: str, edition: str) -> None:
        pieces = [
            Object(
                piece_uuid(edition, number),
                {"edition": edition, "document": key(document.id), "piece": pack(piece)},
            )
            for number, piece in enumerate(cut(text, TEXT_CHARS))
        ]
        tenant = tenant_key(document.tenant)
        await self.data.write(self.data.names.texts, pieces, tenant=tenant)

    async def _write_passages(self, document: Document, rows: Sequence[Mapping[str, Any]]) -> None:
        objects = [
            Object(piece_uuid(str(row["edition"]), number), row) for number, row in enumerate(rows)
        ]
        for collection in await self.rebuild.targets():
            await self.data.write(collection, objects, tenant=tenant_key(document.tenant))

    async def _write_vectors(
        self, items: Mapping[str, Embedded], stored: Mapping[str, Stored]
    ) -> None:
        by_tenant: dict[str, list[Object]] = {}
        for name, one in stored.items():
            row = with_sentences(one.found.row, items[name])
            vector = items[name].vector.tolist()
            by_tenant.setdefault(one.place.tenant, []).append(Object(one.place.uuid, row, vector))
        for tenant, objects in by_tenant.items():
            await self.data.write(self.data.names.passages, objects, tenant=tenant)

    async def _still(self, stored: Mapping[str, Stored]) -> list[Record]:
        """Return the documents that were not replaced meanwhile; clear what came too late."""
        records = {one.record.edition: one.record for one in stored.values()}
        living = await self.catalogue.living(r.document.id for r in records.values())
        counting = {one.edition for one in living.values()}
        gone = [record for edition, record in records.items() if edition not in counting]
        await self.sweeper.now([Left(r.key, key(r.document.id), r.edition) for r in gone])
        return [record for edition, record in records.items() if edition in counting]

    async def _count(self, records: Iterable[Record], fresh: Mapping[str, int]) -> None:
        some = asyncio.Semaphore(_CHANGES)

        async def count(record: Record) -> None:
            new = fresh.get(record.edition, 0)
            async with some:
                await self.catalogue.count(
                    replace(
                        record,
                        pending=max(0, record.pending - new),
                        embedded=record.embedded + new,
                    )
                )

        await asyncio.gather(*map(count, records))

    async def _accept(self, origin: str, dimensions: int) -> None:
        """Note whose vectors the index holds. Raises `MixedVectors` where they are another's."""
        noted, mine = await self.catalogue.origin(), Origin(origin, dimensions)
        if noted == mine:
            return
        if noted and await self.catalogue.holds_vectors():
            raise MixedVectors(
                f"The index holds vectors of {noted.name!r} ({noted.dimensions} dimensions), not "
                f"of {origin!r} ({dimensions}): set the embedder back, or run `trivium reindex`, "
                "which makes all of them anew."
            )
        if noted:  # the server keeps the dimensions of vectors that are gone
            await self.rebuild(None, origin)
        await self.catalogue.note_origin(mine)


def _distinct(document: Document, passages: Sequence[Passage]) -> None:
    if len({passage.id for passage in passages}) < len(passages):
        raise Conflict(
            f"Two passages of {document.title or document.id!r} have the same id: make passage ids "
            "from the document's id, its version and the ordinal."
        )
