"""Reads of the store other than the search: by ids of their own, so that none is overlooked."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from ..errors import Unavailable
from ..terms import Embedded, Passage, Scope
from ._weaviate_catalogue import Catalogue
from ._weaviate_data import Data
from ._weaviate_names import key, piece_uuid, tenant_key, unpack
from ._weaviate_objects import Found
from ._weaviate_rows import PASSAGE, Record, passage_of, sentences_of

if TYPE_CHECKING:
    pass

_AGAIN = 5  # times a document may be replaced while it is read
_PLACES = 200_000  # passages whose objects are remembered
_MOST = 10_000  # what one query may return
_IDS = ["passage_id", "document_id", "tenant", "edition"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage's object is."""

    tenant: str
    uuid: UUID
    document: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage's object, where it is, and its document's record."""

    place: Place
    found: Found
    record: Record


@dataclass
class Reading:
    """Reads passages, texts and vectors, all of one edition of each document."""

    data: Data
    catalogue: Catalogue
    _places: OrderedDict[str, Place] = field(default_factory=OrderedDict)

    async def passages(
        self, scope: Scope, documents: Sequence[str], first: int, limit: int | None
    ) -> list[Passage]:
        """Read the passages of documents in their order; again where one was replaced meanwhile."""
        for _ in range(_AGAIN):
            records = await self.catalogue.seen(documents, scope)
            wanted = objects_of(records.values(), max(0, first), limit)
            found = await self.all_of(wanted)
            rows = [found.get(uuid) for _, uuid in wanted]
            whole = [passage_of(row.row) for row in rows if row]
            if len(whole) == len(wanted):
                self.remember(found.values())
                return whole
        raise _restless(documents)

    async def text(self, scope: Scope, document_id: str) -> str | None:
        """Read the text of one document."""
        for _ in range(_AGAIN):
            record = (await self.catalogue.seen([document_id], scope)).get(document_id)
            if record is None:
                return None
            uuids = [piece_uuid(record.edition, number) for number in range(record.pieces)]
            texts = self.data.names.texts
            found = await self.data.get(texts, uuids, ["piece"], tenant=record.key)
            if len(found) == len(uuids):
                return "".join(unpack(found[uuid].row["piece"]) for uuid in uuids)
        raise _restless([document_id])

    async def sentences(self, scope: Scope, passages: Sequence[str]) -> Mapping[str, Embedded]:
        """Read the vectors of passages and of their sentences."""
        found, noted = await asyncio.gather(
            self.stored(scope, passages, ["sentences"], vectors=True), self.catalogue.origin()
        )
        if noted and not self.catalogue.fits(noted, noted.dimensions):
            return {}
        return {name: _embedded(name, one.found) for name, one in found.items() if one.found.vector}

    async def stored(
        self, scope: Scope, passages: Iterable[str], properties: Sequence[str], *, vectors: bool
    ) -> dict[str, Stored]:
        """Read the objects of these passages, of editions that count and that the scope sees."""
        wanted = list(dict.fromkeys(passages))
        known = {name: self._places[name] for name in wanted if name in self._places}
        found = await self._at(known, scope, properties, vectors)
        unknown = [name for name in wanted if name not in found]
        if unknown:
            places = await self._look_up(unknown, scope)
            found |= await self._at(places, scope, properties, vectors)
        return found

    def remember(self, found: Iterable[Found]) -> None:
        """Remember where these passages are."""
        for one in found:
            name, document = unpack(one.row["passage_id"]), unpack(one.row["document_id"])
            place = Place(tenant_key(unpack(one.row["tenant"])), one.uuid, document)
            self._places[name] = place
            self._places.move_to_end(name)
        while len(self._places) > _PLACES:
            self._places.popitem(last=False)

    async def _at(
        self,
        places: Mapping[str, Place],
        scope: Scope,
        properties: Sequence[str],
        vectors: bool,
    ) -> dict[str, Stored]:
        if not places:
            return {}
        by_tenant: dict[str, list[UUID]] = {}
        for place in places.values():
            by_tenant.setdefault(place.tenant, []).append(place.uuid)
        names, of = [*properties, "edition"], self.data.names.passages
        reads = (
            self.data.get(of, uuids, names, tenant=tenant, vectors=vectors)
            for tenant, uuids in by_tenant.items()
        )
        documents = {place.document for place in places.values()}
        records, parts = await asyncio.gather(
            self.catalogue.seen(documents, scope), asyncio.gather(*reads)
        )
        found = {uuid: one for part in parts for uuid, one in part.items()}
        stored: dict[str, Stored] = {}
        for name, place in places.items():
            one, record = found.get(place.uuid), records.get(place.document)
            if one and record and record.edition == one.row["edition"]:
                stored[name] = Stored(place, one, record)
        return stored

    async def _look_up(self, passages: Sequence[str], scope: Scope) -> dict[str, Place]:
        """Find the objects of passages by their ids, in one tenant or in all."""
        from weaviate.classes.query import Filter

        if scope.tenant is None:
            tenants = await self.data.tenants()
        else:
            tenants = [tenant_key(scope.tenant)]
        wanted = Filter.by_property("passage").contains_any(sorted(map(key, passages)))
        rows: list[Found] = []
        for tenant in tenants:
            rows += await self.data.find(
                self.data.names.passages, wanted, _IDS, tenant=tenant, limit=_MOST
            )
        living = await self.catalogue.living(unpack(one.row["document_id"]) for one in rows)
        editions = {one.edition for one in living.values()}
        rows = [one for one in rows if one.row["edition"] in editions]
        self.remember(rows)
        names = [unpack(one.row["passage_id"]) for one in rows]
        return {name: self._places[name] for name in names}

    async def all_of(self, wanted: Sequence[tuple[str, UUID]]) -> dict[UUID, Found]:
        """Read the passages at these places, those that are there."""
        by_tenant: dict[str, list[UUID]] = {}
        for tenant, uuid in wanted:
            by_tenant.setdefault(tenant, []).append(uuid)
        parts = await asyncio.gather(
            *(
                self.data.get(self.data.names.passages, uuids, PASSAGE, tenant=tenant)
                for tenant, uuids in by_tenant.items()
            )
        )
        return {uuid: one for part in parts for uuid, one in part.items()}


def objects_of(records: Iterable[Record], first: int, limit: int | None) -> list[tuple[str, UUID]]:
    """Return tenant and object of each passage, in order."""
    wanted: list[tuple[str, UUID]] = []
    for record in records:
        left = record.document.passages if limit is None else limit - len(wanted)
        last = min(record.document.passages, first + max(0, left))
        numbers = range(first, last)
        wanted += [(record.key, piece_uuid(record.edition, number)) for number in numbers]
    return wanted


def _embedded(name: str, one: Found) -> Embedded:
    import numpy as np

    vector = np.array(one.vector, np.float32)
    return Embedded(id=name, vector=vector, sentences=sentences_of(one.row, len(vector)))


def _restless(documents: Sequence[str]) -> Unavailable:
    return Unavailable(
        f"What was asked for ({len(documents)} documents) is not whole in Weaviate at the moment: "
        "try again; if it stays so, `trivium ingest` puts the documents in again."
    )
