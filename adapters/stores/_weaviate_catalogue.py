"""The catalogue: which edition of each document counts, what it lacks, and a version a tenant.

A document's record is one object, so that replacing it is one step: passages and text of another
edition than the record names do not exist for any reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from secrets import token_hex
from time import time, time_ns
from typing import TYPE_CHECKING, Any

from ..errors import MixedVectors
from ..terms import Scope, digest
from ._weaviate_data import Data
from ._weaviate_names import asked_as, document_uuid, order_key, state_uuid, tenant_key
from ._weaviate_objects import Found, Object
from ._weaviate_rows import Record, allowed, every, gone_row, record_of, visible
from ._weaviate_schema import DOCUMENTS

if TYPE_CHECKING:
    from weaviate.collections.classes.filters import FilterReturn

    from ..terms import Vector

_ORIGIN = "vectors"  # under which the embedder of the index is noted
_LIVING = ["edition", "since", "gone"]
_BURIED_S = 7 * 86_400  # how long a node may be away without bringing back what was deleted
_MOST = 10_000  # what one query may return
_RECORD = [name for name in DOCUMENTS if name not in ("sorted_by", "tenant_key", "readers")]


@dataclass(frozen=True, slots=True)
class Living:
    """The edition of a document that counts, since this unix time on its writer's clock."""

    edition: str
    since: float


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose vectors an index holds."""

    name: str
    dimensions: int


class Catalogue:
    """Finds and changes the records of documents."""

    def __init__(self, data: Data, origin: str) -> None:
        self._data = data
        self.questions = origin
        self._buried = False

    async def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Read the records of these documents by their ids, in the given order."""
        uuids = {document_uuid(name): name for name in dict.fromkeys(ids)}
        found = await self._data.agreed(self._data.names.documents, list(uuids), _RECORD)
        rows = {uuids[uuid]: one.row for uuid, one in found.items() if not one.row["gone"]}
        return {name: record_of(rows[name]) for name in uuids.values() if name in rows}

    async def seen(self, ids: Iterable[str], scope: Scope) -> dict[str, Record]:
        """Read the records of those documents that the scope sees."""
        found = await self.records(ids)
        return {name: record for name, record in found.items() if allowed(record, scope)}

    async def living(self, ids: Iterable[str]) -> dict[str, Living]:
        """Return the editions that count of these documents, and since when."""
        uuids = {document_uuid(name): name for name in dict.fromkeys(ids)}
        found = await self._data.agreed(self._data.names.documents, list(uuids), _LIVING)
        return {
            uuids[uuid]: Living(str(one.row["edition"]), float(one.row["since"]))
            for uuid, one in found.items()
            if not one.row["gone"]
        }

    async def page(self, scope: Scope, *, limit: int, after: str = "") -> list[Record]:
        """List records by the documents' ids, those behind `after`."""
        from weaviate.classes.query import Filter

        conditions = limited_to(scope)
        if after:
            conditions.append(Filter.by_property("sorted_by").greater_than(order_key(after)))
        found = await self._data.find(
            self._data.names.documents,
            every(conditions),
            _RECORD,
            limit=min(limit, _MOST),
            sort="sorted_by",
        )
        return await self._still(found, scope)

    async def waiting(self, scope: Scope, *, limit: int, after: str = "") -> list[Record]:
        """List records of documents that lack vectors, the oldest first; `after` is an edition."""
        from weaviate.classes.query import Filter

        conditions = [*limited_to(scope), Filter.by_property("waiting").equal(True)]
        if after:
            conditions.append(Filter.by_property("edition").greater_than(after))
        found = await self._data.find(
            self._data.names.documents, every(conditions), _RECORD, limit=limit, sort="edition"
        )
        return [record for record in await self._still(found, scope) if record.pending]

    async def holds_vectors(self) -> bool:
        """Say whether any document has a vector."""
        from weaviate.classes.query import Filter

        some = [*limited_to(Scope.owner()), Filter.by_property("embedded").greater_than(0)]
        return bool(await self._data.find(self._data.names.documents, every(some), [], limit=1))

    async def put(self, document_id: str, row: Mapping[str, Any]) -> None:
        """Let another edition count, in one step."""
        await self._data.write(
            self._data.names.documents, [Object(document_uuid(document_id), row)]
        )

    async def remove(self, document_id: str) -> None:
        """Take a document out, in one step.

        A record without content stays for a while: a node that was away would not notice that
        nothing is there any more, but it notices what is newer than what it has.
        """
        await self.put(document_id, gone_row())
        if not self._buried:
            self._buried = True
            await self._data.remove(self._data.names.documents, _long_gone())

    async def _still(self, found: Sequence[Found], scope: Scope) -> list[Record]:
        """Read records that a filter found: it asks one node, which may have been away."""
        rows = {one.uuid: one for one in found}
        if self._data.replicas > 1:
            uuids = list(rows)
            rows = await self._data.agreed(self._data.names.documents, uuids, _RECORD)
        still = (rows[one.uuid].row for one in found if one.uuid in rows)
        records = [record_of(row) for row in still if not row["gone"]]
        return [record for record in records if allowed(record, scope)]

    async def count(self, record: Record) -> None:
        """Note how many vectors an edition has; worth nothing once another edition counts."""
        await self._data.patch(
            self._data.names.documents,
            document_uuid(record.document.id),
            {
                "counted": record.edition,
                "pending": record.pending,
                "embedded": record.embedded,
                "waiting": record.pending > 0,
            },
        )

    async def origin(self) -> Origin | None:
        """Return whose vectors the index holds; None where it never held any."""
        noted = await self.state(_ORIGIN)
        return Origin(**json.loads(noted)) if noted else None

    async def note_origin(self, origin: Origin) -> None:
        """Note whose vectors the index holds from now on."""
        await self.note(_ORIGIN, json.dumps(asdict(origin)))

    async def compare(self, vector: Vector | None) -> None:
        """Raise `MixedVectors` where a question's vector is of another embedder than the index's.

        Such cosines would mean nothing.
        """
        noted = await self.origin() if vector is not None else None
        if noted is None or vector is None or self.fits(noted, len(vector)):
            return
        raise MixedVectors(
            f"The question's vector is of {self.questions or 'another embedder'!r} ({len(vector)} "
            f"dimensions), the index's are of {noted.name!r} ({noted.dimensions}): set the "
            "embedder back, or run `trivium reindex`."
        )

    def fits(self, noted: Origin, dimensions: int) -> bool:
        """Say whether vectors of the questions' embedder can be compared with these."""
        return noted.dimensions == dimensions and self.questions in ("", noted.name)

    async def state(self, name: str) -> str:
        """Return what the store noted under this name."""
        uuid = state_uuid(name)
        found = await self._data.agreed(self._data.names.state, [uuid], ["value"])
        return str(found[uuid].row["value"]) if uuid in found else ""

    async def note(self, name: str, value: str, *, kind: str = "own") -> None:
        """Note something under a name."""
        row = {"kind": kind, "name": name, "value": value}
        await self._data.write(self._data.names.state, [Object(state_uuid(name), row)])

    async def touch(self, tenants: Iterable[str]) -> None:
        """Give these tenants' indexes a version that they never had."""
        for tenant in set(tenants):
            version = f"{time_ns():x}{token_hex(3)}"
            await self.note(f"version {tenant_key(tenant)}", version, kind="version")

    async def version(self, scope: Scope) -> str:
        """Return the version of what the scope sees."""
        from weaviate.classes.query import Filter

        if scope.tenant is not None:
            return await self.state(f"version {tenant_key(scope.tenant)}") or "0"
        kind = Filter.by_property("kind").equal("version")
        found = await self._data.find(self._data.names.state, kind, ["value"], limit=_MOST)
        return digest(" ".join(sorted(str(one.row["value"]) for one in found)))


def limited_to(scope: Scope) -> list[FilterReturn]:
    """Return the conditions on records that a scope means."""
    from weaviate.classes.query import Filter

    conditions = [Filter.by_property("gone").equal(False), *visible(asked_as(scope))]
    if scope.tenant is not None:
        conditions.append(Filter.by_property("tenant_key").equal(tenant_key(scope.tenant)))
    return conditions


def _long_gone() -> FilterReturn:
    from weaviate.classes.query import Filter

    gone = Filter.by_property("gone").equal(True)
    return Filter.all_of([gone, Filter.by_property("since").less_than(time() - _BURIED_S)])
