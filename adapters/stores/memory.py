"""A store in a dictionary: for tests, and for a few documents that shall leave nothing behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import time
from typing import TYPE_CHECKING

from ..base import Embedder, Parts, Told
from ..errors import MixedVectors
from ..terms import Corpus, Document, Embedded, Hit, Passage, Query, Scope, digest, tokens
from ._anew import embed_all

if TYPE_CHECKING:
    from ..terms import Vector

_WORD = re.compile(r"\w+")
_WEEK_S = 7 * 86_400


class MemoryStore:
    """Finds by the share of the question's words and by cosine; looks at every passage."""

    name = "memory"

    def __init__(self) -> None:
        self._documents: dict[str, tuple[Document, str, list[Passage]]] = {}
        self._vectors: dict[str, Embedded] = {}
        self._origin = ""
        self._versions: Counter[str] = Counter()

    async def search(self, query: Query, scope: Scope, *, limit: int) -> list[Hit]:
        self._compare(query.vector)
        asked = set(_WORD.findall(query.text.casefold()))
        hits = [
            self._hit(passage, asked, query.vector)
            for document, _, passages in self._visible(scope)
            if query.documents is None or document.id in query.documents
            for passage in passages
        ]
        found = [hit for hit in hits if hit.words or hit.vectors]
        return sorted(found, key=lambda hit: -hit.score)[: max(0, limit)]

    async def read(
        self, scope: Scope, documents: Sequence[str], *, first: int = 0, limit: int | None = None
    ) -> list[Passage]:
        seen = {document.id: passages for document, _, passages in self._visible(scope)}
        found = [
            passage
            for name in dict.fromkeys(documents)
            for passage in seen.get(name, [])
            if passage.ordinal >= first
        ]
        return found if limit is None else found[: max(0, limit)]

    async def sentences(self, scope: Scope, passages: Sequence[str]) -> Mapping[str, Embedded]:
        seen = {passage.id for _, _, rows in self._visible(scope) for passage in rows}
        return {name: self._vectors[name] for name in passages if name in seen & set(self._vectors)}

    async def documents(self, scope: Scope, *, limit: int = 100, after: str = "") -> list[Document]:
        found = [self._shown(row[0]) for row in self._visible(scope) if row[0].id > after]
        return sorted(found, key=lambda document: document.id)[: max(0, limit)]

    async def document(self, scope: Scope, document_id: str) -> Document | None:
        found = [row[0] for row in self._visible(scope) if row[0].id == document_id]
        return self._shown(found[0]) if found else None

    async def text(self, scope: Scope, document_id: str) -> str | None:
        found = [row[1] for row in self._visible(scope) if row[0].id == document_id]
        return found[0] if found else None

    async def corpus(self, scope: Scope) -> Corpus:
        seen = self._visible(scope)
        return Corpus(
            documents=len(seen),
            passages=sum(len(passages) for _, _, passages in seen),
            pending=len(await self.pending(scope, limit=len(self._documents) << 20)),
            tokens=sum(document.tokens for document, _, _ in seen),
            changed_last_week=sum(row[0].updated >= time() - _WEEK_S for row in seen),
            version=self._version(scope),
        )

    async def put(self, document: Document, text: str, passages: Sequence[Passage]) -> None:
        await self.delete(Scope.owner(), document.id)
        size = document.tokens or tokens(text)
        kept = replace(document, passages=len(passages), tokens=size)
        self._documents[document.id] = (kept, text, list(passages))
        self._versions[document.tenant] += 1

    async def delete(self, scope: Scope, document_id: str) -> bool:
        if await self.document(scope, document_id) is None:
            return False
        document, _, passages = self._documents.pop(document_id)
        for passage in passages:
            self._vectors.pop(passage.id, None)
        self._versions[document.tenant] += 1
        return True

    async def pending(self, scope: Scope, *, limit: int) -> list[Passage]:
        rows = [passage for _, _, passages in self._visible(scope) for passage in passages]
        return [row for row in rows if row.id not in self._vectors][: max(0, limit)]

    async def attach(self, vectors: Sequence[Embedded], *, origin: str) -> None:
        if self._vectors and origin != self._origin:
            raise MixedVectors(
                f"The index holds vectors of {self._origin!r}, not of {origin!r}: "
                "set the embedder back, or run `trivium reindex`."
            )
        self._origin = origin
        there = {row.id: row.tenant for _, _, rows in self._documents.values() for row in rows}
        self._vectors |= {item.id: item for item in vectors if item.id in there}
        self._versions.update({there[item.id] for item in vectors if item.id in there})

    async def reindex(self, embedder: Embedder, told: Told | None = None) -> int:
        if embedder.name != self._origin:
            self._vectors.clear()
        return await embed_all(self, embedder, told)

    async def close(self) -> None:
        """Nothing to let go of."""

    def _version(self, scope: Scope) -> str:
        """Name the changes of what the scope sees; the number would tell of what it does not."""
        mine = (n for name, n in self._versions.items() if scope.tenant in (None, name))
        return digest(f"{scope.key} {sum(mine)}")

    def _visible(self, scope: Scope) -> list[tuple[Document, str, list[Passage]]]:
        rows = self._documents.values()
        return [row for row in rows if scope.allows(row[0].tenant, row[0].groups)]

    def _shown(self, document: Document) -> Document:
        passages = self._documents[document.id][2]
        ready = all(passage.id in self._vectors for passage in passages)
        return replace(document, status="ready" if ready else "words")

    def _compare(self, vector: Vector | None) -> None:
        known = next(iter(self._vectors.values()), None)
        if known is not None and vector is not None and len(known.vector) != len(vector):
            raise MixedVectors(
                f"The question's vector has {len(vector)} dimensions, those of {self._origin!r} "
                f"have {len(known.vector)}: set the embedder back, or run `trivium reindex`."
            )

    def _hit(self, passage: Passage, asked: set[str], vector: Vector | None) -> Hit:
        held = set(_WORD.findall(f"{passage.lead()} {passage.text}".casefold()))
        words = len(asked & held) / len(asked) if asked else 0.0
        known = self._vectors.get(passage.id)
        cosine = float(known.vector @ vector) if known and vector is not None else 0.0
        return Hit(passage=passage, score=words + cosine, words=words, vectors=cosine)


def connect(parts: Parts) -> MemoryStore:
    """Make an empty store."""
    return MemoryStore()
