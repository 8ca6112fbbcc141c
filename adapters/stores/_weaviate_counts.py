"""What a scope sees in numbers; counted on the server, and no answer hangs on it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..errors import Unavailable
from ..terms import Corpus, Scope
from ._weaviate_catalogue import Catalogue, limited_to
from ._weaviate_data import Data
from ._weaviate_rows import every

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient
    from weaviate.collections.classes.filters import FilterReturn

_WEEK_S = 7 * 86_400
_HOUR_S = 3_600
_CORPORA = 256  # scopes whose counts are remembered
_MOST = 10_000  # what one query may return
_COUNTING_S = 2.0  # counts need every node; a dead one would hold up a question
_TRUST_AGAIN_S = 30.0
_SUMS = ("passages", "pending", "tokens")


class Counts:
    """Counts a scope's documents once a version of its index."""

    def __init__(self, data: Data, catalogue: Catalogue, clock: Callable[[], float]) -> None:
        self._data = data
        self._catalogue = catalogue
        self._clock = clock
        self._corpora: OrderedDict[Scope, tuple[int, Corpus]] = OrderedDict()
        self._uncounted = -_TRUST_AGAIN_S  # when counting failed

    async def __call__(self, scope: Scope) -> Corpus:
        """Count what the scope sees, or return the last counts where nothing changed."""
        hour, version = int(self._clock() // _HOUR_S), await self._catalogue.version(scope)
        known = self._corpora.get(scope)
        if known and known[0] == hour and known[1].version == version:
            return known[1]
        counts = await self._counts(scope)
        if counts is None:
            return Corpus(**_known(known[1] if known else Corpus()), version=version)
        corpus = Corpus(**counts, version=version)
        self._corpora[scope] = (hour, corpus)
        self._corpora.move_to_end(scope)
        if len(self._corpora) > _CORPORA:
            self._corpora.popitem(last=False)
        return corpus

    async def _counts(self, scope: Scope) -> dict[str, int] | None:
        """Count on the server, else by reading, else not at all: no answer hangs on a count."""
        from weaviate.classes.query import Filter

        recent = Filter.by_property("updated").greater_or_equal(self._clock() - _WEEK_S)
        if monotonic() - self._uncounted > _TRUST_AGAIN_S:
            try:
                all_ = await self._aggregate(limited_to(scope))
                late = await self._aggregate([*limited_to(scope), recent])
            except Unavailable:
                self._uncounted = monotonic()
            else:
                return {**all_, "changed_last_week": late["documents"]}
        return await self._counted_by_reading(scope)

    async def _aggregate(self, conditions: list[FilterReturn]) -> dict[str, int]:
        from weaviate.classes.query import Metrics

        async def job(client: WeaviateAsyncClient) -> Any:
            documents = self._data.of(client, self._data.names.documents, None)
            return await documents.aggregate.over_all(
                filters=every(conditions),
                total_count=True,
                return_metrics=[Metrics(name).integer(sum_=True) for name in _SUMS],
            )

        times = min(1.0, _COUNTING_S / self._data.connection.timeout_s)
        answer = await self._data.run(job, times=times)
        sums = {name: int(answer.properties[name].sum_ or 0) for name in _SUMS}
        return {"documents": int(answer.total_count or 0), **sums}

    async def _counted_by_reading(self, scope: Scope) -> dict[str, int] | None:
        found = await self._data.find(
            self._data.names.documents,
            every(limited_to(scope)),
            [*_SUMS, "updated"],
            limit=_MOST,
        )
        if len(found) == _MOST:
            return None
        since = self._clock() - _WEEK_S
        return {
            "documents": len(found),
            "changed_last_week": sum(float(one.row["updated"]) >= since for one in found),
            **{name: sum(int(one.row[name]) for one in found) for name in _SUMS},
        }


def _known(corpus: Corpus) -> dict[str, int]:
    names = ("documents", "passages", "pending", "tokens", "changed_last_week")
    return {name: getattr(corpus, name) for name in names}
