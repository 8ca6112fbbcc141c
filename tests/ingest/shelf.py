"""A store in a dictionary and an embedder that counts: just enough to ingest into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trivium.adapters.terms import Corpus, Document, Embedded, Hit, Passage, Query, Scope


class Shelf:
    """Keeps what is put; `puts` and `attached` tell what was done."""

    name = "shelf"

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Document, str, list[Passage]]] = {}
        self.vectors: dict[str, Embedded] = {}
        self.puts: list[str] = []

    def passages(self) -> list[Passage]:
        return [passage for _, _, passages in self.kept.values() for passage in passages]

    async def search(self, query: Query, scope: Scope, *, limit: int) -> list[Hit]:
        found = [p for p in self.passages() if query.text in p.text]
        return [Hit(passage=passage, score=1.0) for passage in found[:limit]]

    async def read(
        self, scope: Scope, documents: Sequence[str], *, first: int = 0, limit: int | None = None
    ) -> list[Passage]:
        return [p for p in self.passages() if p.document_id in documents][first:]

    async def sentences(self, scope: Scope, passages: Sequence[str]) -> Mapping[str, Embedded]:
        return {id_: self.vectors[id_] for id_ in passages if id_ in self.vectors}

    async def documents(self, scope: Scope, *, limit: int = 100, after: str = "") -> list[Document]:
        return [self.kept[id_][0] for id_ in sorted(self.kept) if id_ > after][:limit]

    async def document(self, scope: Scope, document_id: str) -> Document | None:
        return self.kept[document_id][0] if document_id in self.kept else None

    async def text(self, scope: Scope, document_id: str) -> str | None:
        return self.kept[document_id][1] if document_id in self.kept else None

    async def corpus(self, scope: Scope) -> Corpus:
        waiting = sum(p.id not in self.vectors for p in self.passages())
        return Corpus(documents=len(self.kept), pending=waiting)

    async def put(self, document: Document, text: str, passages: Sequence[Passage]) -> None:
        self.puts.append(document.source)
        self.kept[document.id] = (document, text, list(passages))

    async def delete(self, scope: Scope, document_id: str) -> bool:
        return self.kept.pop(document_id, None) is not None

    async def pending(self, scope: Scope, *, limit: int) -> list[Passage]:
        return [p for p in self.passages() if p.id not in self.vectors][:limit]

    async def attach(self, vectors: Sequence[Embedded], *, origin: str) -> None:
        known = {passage.id for passage in self.passages()}
        self.vectors.update({v.id: v for v in vectors if v.id in known})

    async def close(self) -> None:
        return None


class Counting:
    """Gives every passage the same vector; stops with `Stopped` after so many of them."""

    name = "counting"
    dimensions = 2

    def __init__(self, stop_after: int | None = None) -> None:
        self.embedded = 0
        self.batches: list[int] = []
        self.stop_after = stop_after

    async def query(self, text: str) -> np.ndarray:
        return np.array([1.0, 0.0], np.float32)

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        if self.stop_after is not None and self.embedded >= self.stop_after:
            raise Stopped
        self.embedded += len(passages)
        self.batches.append(len(passages))
        vector = np.array([1.0, 0.0], np.float32)
        return [Embedded(id=passage.id, vector=vector) for passage in passages]


class Stopped(Exception):
    """The process was ended here."""
