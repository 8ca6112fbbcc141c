"""What no longer counts is removed: at once where it was deleted, a moment later where replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import Unavailable
from ..terms import Document
from ._weaviate_data import Data
from ._weaviate_names import key, stale_edition, tenant_key
from ._weaviate_rebuild import Rebuild
from ._weaviate_rows import Record

if TYPE_CHECKING:
    from weaviate.collections.classes.filters import FilterReturn

# A search that began before a document was replaced still reads what it found then.
_GRACE_S = 1.0


@dataclass(frozen=True, slots=True)
class Left:
    """An edition that no longer counts; an empty one stands for those that were never finished."""

    tenant: str
    document: str
    edition: str


@dataclass
class Sweeper:
    """Removes passages and texts that no reader sees any more, many at a time."""

    data: Data
    rebuild: Rebuild
    _left: list[Left] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    def later(self, document: Document, old: Record | None) -> None:
        """Remove soon what this document replaced, or what a killed process left of it."""
        name = key(document.id)
        self._left.append(Left(tenant_key(document.tenant), name, ""))
        if old:
            self._left.append(Left(old.key, name, old.edition))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._soon())

    async def now(self, left: Iterable[Left]) -> None:
        """Remove these at once; where that fails, the document's next `put` does it."""
        by_tenant: dict[str, list[Left]] = {}
        for one in left:
            by_tenant.setdefault(one.tenant, []).append(one)
        if not by_tenant:
            return
        with suppress(Unavailable):
            for collection in [*await self.rebuild.targets(), self.data.names.texts]:
                for tenant, some in by_tenant.items():
                    await self.data.remove(collection, _any_of(some), tenant=tenant)

    async def close(self) -> None:
        """Remove what is still to be removed."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        left, self._left = self._left, []
        await self.now(left)

    async def _soon(self) -> None:
        while self._left:
            await asyncio.sleep(_GRACE_S)
            left = list(self._left)
            await self.now(left)
            del self._left[: len(left)]


def _any_of(left: Sequence[Left]) -> FilterReturn:
    from weaviate.classes.query import Filter

    editions = sorted({one.edition for one in left if one.edition})
    documents = sorted({one.document for one in left if not one.edition})
    conditions: list[FilterReturn] = []
    if editions:
        conditions.append(Filter.by_property("edition").contains_any(editions))
    if documents:
        of_them = Filter.by_property("document").contains_any(documents)
        unfinished = Filter.by_property("edition").less_than(stale_edition())
        conditions.append(Filter.all_of([of_them, unfinished]))
    return Filter.any_of(conditions)
