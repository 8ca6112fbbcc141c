"""The passages that wait for their vectors, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..terms import Passage, Scope
from ._weaviate_catalogue import Catalogue
from ._weaviate_data import Data
from ._weaviate_objects import Found
from ._weaviate_reading import Reading, objects_of
from ._weaviate_rows import PASSAGE, Record, passage_of, ready

if TYPE_CHECKING:
    from weaviate.collections.classes.filters import FilterReturn

_MOST = 10_000  # what one query may return
_TOGETHER = 2_000  # waiting passages of several documents read at a time


@dataclass
class Pending:
    """Goes through the documents that lack vectors, in the order in which they were put."""

    data: Data
    catalogue: Catalogue
    reading: Reading

    async def __call__(self, scope: Scope, limit: int) -> list[Passage]:
        """Read the passages without a vector, the oldest first."""
        passages: list[Passage] = []
        after = ""
        while len(passages) < limit:
            records = await self.catalogue.waiting(scope, limit=_TOGETHER, after=after)
            if not records:
                break
            for some in _together(records, limit - len(passages)):
                found = await self._waiting(some, limit - len(passages))
                passages += [passage_of(one.row) for one in found]
                after = some[-1].edition
                if len(passages) >= limit:
                    break
        return passages[: max(0, limit)]

    async def _waiting(self, records: Sequence[Record], most: int) -> list[Found]:
        """Read the waiting passages of these documents in their order."""
        by_tenant: dict[str, list[str]] = {}
        for record in records:
            by_tenant.setdefault(record.key, []).append(record.edition)
        limit = max(_TOGETHER, sum(r.pending for r in records)) if len(records) > 1 else most
        found: list[Found] = []
        for tenant, editions in by_tenant.items():
            found += await self.data.find(
                self.data.names.passages,
                _waiting_of(editions),
                PASSAGE,
                tenant=tenant,
                limit=min(limit, _MOST),
                sort="ordinal",
            )
        if len(found) < min(most, sum(record.pending for record in records)):
            found = await self._waiting_by_id(records)
        self.reading.remember(found)
        return sorted(found, key=lambda one: (one.row["edition"], one.row["ordinal"]))

    async def _waiting_by_id(self, records: Sequence[Record]) -> list[Found]:
        """Look at every passage: a filter asks one node, which may have missed something.

        Where none waits after all, that is noted.
        """
        wanted = objects_of(records, 0, None)
        every = await self.reading.all_of(wanted)
        found = [one for one in every.values() if one.row["waiting"]]
        lacking = {one.row["edition"] for one in found}
        for record in records:
            if record.edition not in lacking and record.pending:
                await self.catalogue.count(ready(record))
        return found


def _together(records: Sequence[Record], most: int) -> Iterator[list[Record]]:
    """Yield documents in groups that wait for few vectors together, until `most` are covered."""
    some: list[Record] = []
    left = most
    for record in records:
        if some and sum(r.pending for r in some) + record.pending > _TOGETHER:
            yield some
            some = []
        some.append(record)
        left -= record.pending
        if left <= 0:
            break
    if some:
        yield some


def _waiting_of(editions: Sequence[str]) -> FilterReturn:
    from weaviate.classes.query import Filter

    of = Filter.by_property("edition").contains_any(list(editions))
    return Filter.all_of([of, Filter.by_property("waiting").equal(True)])
