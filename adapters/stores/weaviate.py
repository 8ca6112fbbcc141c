"""The store for more than one machine: Weaviate, with vectors of our own embedder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import time
from typing import Any

from ..base import Embedder, Parts, Told
from ..terms import Corpus, Document, Embedded, Hit, Passage, Query, Scope
from ._anew import embed_all
from ._stems import Stems
from ._weaviate_address import addresses, login
from ._weaviate_catalogue import Catalogue
from ._weaviate_client import Connection
from ._weaviate_counts import Counts
from ._weaviate_data import Data
from ._weaviate_pending import Pending
from ._weaviate_reading import Reading
from ._weaviate_rebuild import Rebuild
from ._weaviate_schema import Names
from ._weaviate_search import Fusion, Search
from ._weaviate_sweeping import Sweeper
from ._weaviate_writing import Writing


class WeaviateStore:
    """Keeps everything in four collections, and a tenant's passages in a shard of its own.

    `alpha` is the share of vectors in a hybrid search; `replicas` how many nodes keep each object;
    `origin` names the embedder of the questions: other vectors are not compared with theirs.
    """

    name = "weaviate"

    def __init__(
        self,
        connection: Connection,
        *,
        collection: str = "Trivium",
        replicas: int = 1,
        alpha: float = 0.5,
        fusion: Fusion = "relative",
        origin: str = "",
        clock: Callable[[], float] = time,
    ) -> None:
        stems = Stems()
        self.data = Data(connection, Names(collection[:1].upper() + collection[1:]), replicas)
        self.catalogue = Catalogue(self.data, origin)
        self._counts = Counts(self.data, self.catalogue, clock)
        self._reading = Reading(self.data, self.catalogue)
        self._pending = Pending(self.data, self.catalogue, self._reading)
        self._rebuild = Rebuild(self.data, self.catalogue)
        self._sweeper = Sweeper(self.data, self._rebuild)
        self.writing = Writing(
            self.data, self.catalogue, self._reading, self._rebuild, self._sweeper, stems
        )
        self._search = Search(self.data, self.catalogue, self._reading, stems, alpha, fusion)

    async def search(self, query: Query, scope: Scope, *, limit: int) -> list[Hit]:
        return await self._search(query, scope, limit)

    async def read(
        self, scope: Scope, documents: Sequence[str], *, first: int = 0, limit: int | None = None
    ) -> list[Passage]:
        return await self._reading.passages(scope, documents, first, limit)

    async def sentences(self, scope: Scope, passages: Sequence[str]) -> Mapping[str, Embedded]:
        return await self._reading.sentences(scope, passages)

    async def documents(self, scope: Scope, *, limit: int = 100, after: str = "") -> list[Document]:
        if limit <= 0:
            return []
        records = await self.catalogue.page(scope, limit=limit, after=after)
        return [record.document for record in records]

    async def document(self, scope: Scope, document_id: str) -> Document | None:
        found = await self.catalogue.seen([document_id], scope)
        return found[document_id].document if found else None

    async def text(self, scope: Scope, document_id: str) -> str | None:
        return await self._reading.text(scope, document_id)

    async def corpus(self, scope: Scope) -> Corpus:
        return await self._counts(scope)

    async def put(self, document: Document, text: str, passages: Sequence[Passage]) -> None:
        await self.writing.put(document, text, passages)

    async def delete(self, scope: Scope, document_id: str) -> bool:
        return await self.writing.delete(scope, document_id)

    async def pending(self, scope: Scope, *, limit: int) -> list[Passage]:
        return await self._pending(scope, limit)

    async def attach(self, vectors: Sequence[Embedded], *, origin: str) -> None:
        await self.writing.attach(vectors, origin)

    async def reindex(self, embedder: Embedder, told: Told | None = None) -> int:
        moved = await self.writing.reindex(embedder, told)
        rest = await embed_all(self, embedder, told if moved is None else None)
        return rest + (moved or 0)

    async def close(self) -> None:
        await self._sweeper.close()
        await self.data.connection.close()


def connect(parts: Parts) -> WeaviateStore:
    """Make the store of the settings; nothing is opened before it is first used."""
    options: Mapping[str, Any] = parts.options
    timeout_s = float(options.get("weaviate_timeout_s", 5.0))
    return WeaviateStore(
        Connection(addresses(options), login(options), timeout_s=timeout_s),
        collection=str(options.get("weaviate_collection") or "Trivium"),
        replicas=int(options.get("weaviate_replicas", 1)),
        alpha=float(options.get("weaviate_alpha", 0.5)),
        fusion=options.get("weaviate_fusion", "relative"),
        origin=parts.embedder.name if parts.embedder else "",
    )
