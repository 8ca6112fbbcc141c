"""A hybrid search on the server, of which only what the catalogue still names comes back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING, Any, Literal

from ..terms import Hit, Query, Scope
from ._stems import Stems
from ._weaviate_catalogue import Catalogue
from ._weaviate_data import Data
from ._weaviate_errors import Failed
from ._weaviate_names import asked_as, key, tenant_key, unpack
from ._weaviate_objects import Found
from ._weaviate_reading import Reading
from ._weaviate_rows import PASSAGE, every, passage_of, visible

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient
    from weaviate.collections.classes.filters import FilterReturn

Fusion = Literal["relative", "ranked"]

_WORDS = re.compile(r"keyword,bm25\).*?original score (\S+?),")
_VECTORS = re.compile(r"vector,hybridVector\).*?original score (\S+?),")
_ROUNDS = 6  # of leaving out editions that no longer count
_SKEW_S = 1.0  # by which the clocks of two machines may differ
_TENANTS_AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Search:
    """Searches one tenant, or each in turn for an owner. `alpha` is the share of vectors."""

    data: Data
    catalogue: Catalogue
    reading: Reading
    stems: Stems
    alpha: float
    fusion: Fusion

    async def __call__(self, query: Query, scope: Scope, limit: int) -> list[Hit]:
        """Return the best hits, best first."""
        words = self.stems.asked(query.text)
        if limit <= 0 or (not words and query.vector is None) or query.documents == frozenset():
            return []
        if scope.tenant is not None:
            return await self._of(tenant_key(scope.tenant), words, query, scope, limit)
        one_by_one = asyncio.Semaphore(_TENANTS_AT_A_TIME)

        async def of(tenant: str) -> list[Hit]:
            async with one_by_one:
                return await self._of(tenant, words, query, scope, limit)

        found = await asyncio.gather(*map(of, await self.data.tenants()))
        hits = [hit for some in found for hit in some]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    async def _of(
        self, tenant: str, words: str, query: Query, scope: Scope, limit: int
    ) -> list[Hit]:
        """Search, again where a document that was found was replaced or completed meanwhile."""
        conditions = _conditions(query, scope)
        documents: set[str] = set()
        seen: set[str] = set()
        counting: set[str] = set()
        for _ in range(_ROUNDS):
            start, settled = time(), counting
            condition = _without(conditions, seen - counting)
            found = await self._ask(tenant, words, query, condition, limit)
            documents |= set(map(_document, found))
            living, _ = await asyncio.gather(
                self.catalogue.living(documents), self.catalogue.compare(query.vector)
            )
            editions = {str(one.row["edition"]) for one in found}
            counting = {one.edition for one in living.values()}
            fresh = {one.edition for one in living.values() if one.since > start - _SKEW_S}
            kept = [one for one in found if one.row["edition"] in counting]
            seen |= editions
            if editions <= counting and fresh & seen <= settled:
                break
        self.reading.remember(kept)
        return [_hit(one, words=bool(words), vector=query.vector is not None) for one in kept]

    async def _ask(
        self, tenant: str, words: str, query: Query, condition: FilterReturn | None, limit: int
    ) -> list[Found]:
        from weaviate.classes.query import HybridFusion, MetadataQuery

        common: dict[str, Any] = {
            "filters": condition,
            "limit": limit,
            "return_properties": PASSAGE,
        }
        vector = None if query.vector is None else query.vector.tolist()
        fusion = HybridFusion.RANKED if self.fusion == "ranked" else HybridFusion.RELATIVE_SCORE

        async def job(client: WeaviateAsyncClient) -> Any:
            of = self.data.of(client, self.data.names.passages, tenant).query
            if vector is None:
                common["return_metadata"] = MetadataQuery(score=True)
                return await of.bm25(words, query_properties=["words"], **common)
            if not words:
                common["return_metadata"] = MetadataQuery(distance=True)
                return await of.near_vector(vector, **common)
            common["return_metadata"] = MetadataQuery(score=True, explain_score=True)
            return await of.hybrid(
                words,
                vector=vector,
                alpha=self.alpha,
                fusion_type=fusion,
                query_properties=["words"],
                **common,
            )

        try:
            return await self.data.search(job)
        except Failed as error:
            if "vector lengths" in str(error):
                await self.catalogue.compare(query.vector)
            raise


def _conditions(query: Query, scope: Scope) -> list[FilterReturn]:
    from weaviate.classes.query import Filter

    conditions = list(visible(asked_as(scope)))
    if query.documents is not None:
        wanted = sorted(map(key, query.documents))
        conditions.append(Filter.by_property("document").contains_any(wanted))
    return conditions


def _without(conditions: list[FilterReturn], gone: set[str]) -> FilterReturn | None:
    from weaviate.classes.query import Filter

    if not gone:
        return every(conditions)
    left_out = Filter.by_property("edition").contains_none(sorted(gone))
    return every([*conditions, left_out])


def _hit(one: Found, *, words: bool, vector: bool) -> Hit:
    passage = passage_of(one.row)
    if not vector:
        return Hit(passage=passage, score=one.score, words=one.score)
    if not words:
        cosine = 1 - (one.distance or 0.0)
        return Hit(passage=passage, score=cosine, vectors=cosine)
    return Hit(
        passage=passage,
        score=one.score,
        words=_explained(_WORDS, one.explained),
        vectors=_explained(_VECTORS, one.explained),
    )


def _document(one: Found) -> str:
    return unpack(one.row["document_id"])


def _explained(pattern: re.Pattern[str], text: str) -> float:
    """Read a half's own score out of what the server says of it; 0 where it says nothing."""
    found = pattern.search(text)
    return float(found[1]) if found else 0.0
