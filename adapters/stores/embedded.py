"""The store that needs nothing: SQLite for documents and words, a mapped matrix for vectors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from sqlite3 import Connection
from threading import Lock
from time import time

from .._database import Database
from ..base import Embedder, Parts, Told
from ..terms import Corpus, Document, Embedded, Hit, Passage, Query, Scope
from . import _attaching, _reading, _writing
from ._anew import embed_all
from ._matrix import Extent, MatrixFile
from ._search import Search

_WEEK_S = 7 * 86_400
_HOUR_S = 3600  # how old "changed last week" may be while nothing changes
_CORPORA = 256  # scopes whose counts are remembered


class EmbeddedStore:
    """Keeps everything in `home`; several processes may read it while one writes.

    `origin` names the embedder of the questions: vectors of another one are not compared with them.
    """

    name = "embedded"

    def __init__(self, home: Path, *, origin: str = "", clock: Callable[[], float] = time) -> None:
        self._database = Database(home)
        self._file = MatrixFile(home)
        self._origin = origin
        self._search = Search(self._file, origin)
        self._clock = clock
        self._corpora: OrderedDict[Scope, tuple[tuple[int, int], Corpus]] = OrderedDict()
        self._lock = Lock()

    async def search(self, query: Query, scope: Scope, *, limit: int) -> list[Hit]:
        return await self._database.read(lambda c: self._search(c, query, scope, limit))

    async def read(
        self, scope: Scope, documents: Sequence[str], *, first: int = 0, limit: int | None = None
    ) -> list[Passage]:
        return await self._database.read(
            lambda c: _reading.passages(c, scope, documents, first, limit)
        )

    async def sentences(self, scope: Scope, passages: Sequence[str]) -> Mapping[str, Embedded]:
        return await self._database.read(
            lambda c: _reading.sentences(c, self._file, scope, passages, self._origin)
        )

    async def documents(self, scope: Scope, *, limit: int = 100, after: str = "") -> list[Document]:
        return await self._database.read(lambda c: _reading.documents(c, scope, limit, after))

    async def document(self, scope: Scope, document_id: str) -> Document | None:
        return await self._database.read(lambda c: _reading.document(c, scope, document_id))

    async def text(self, scope: Scope, document_id: str) -> str | None:
        return await self._database.read(lambda c: _reading.text(c, scope, document_id))

    async def corpus(self, scope: Scope) -> Corpus:
        return await self._database.read(lambda c: self._counted(c, scope))

    async def put(self, document: Document, text: str, passages: Sequence[Passage]) -> None:
        await self._database.write(lambda c: _writing.put(c, document, text, passages))
        await self._compact()

    async def delete(self, scope: Scope, document_id: str) -> bool:
        found = await self._database.write(lambda c: _writing.delete(c, scope, document_id))
        await self._compact()
        return found

    async def pending(self, scope: Scope, *, limit: int) -> list[Passage]:
        if not await self._database.read(lambda c: self._file.whole(Extent.of(c))):
            await self._database.write(lambda c: _attaching.mend(c, self._file))
        return await self._database.read(lambda c: _reading.pending(c, scope, limit))

    async def attach(self, vectors: Sequence[Embedded], *, origin: str) -> None:
        await self._database.write(lambda c: _attaching.attach(c, self._file, vectors, origin))

    async def reindex(self, embedder: Embedder, told: Told | None = None) -> int:
        generation = await self._database.write(lambda c: _attaching.clear(c, embedder.name))
        self._file.sweep(generation)
        return await embed_all(self, embedder, told)

    async def close(self) -> None:
        await self._database.close()

    async def _compact(self) -> None:
        if await self._database.read(_attaching.wasteful):
            generation = await self._database.write(lambda c: _attaching.compact(c, self._file))
            self._file.sweep(generation)

    def _counted(self, connection: Connection, scope: Scope) -> Corpus:
        now = self._clock()
        then = int(now // _HOUR_S), _reading.version(connection, scope)
        with self._lock:
            known = self._corpora.get(scope)
        if known and known[0] == then:
            return known[1]
        corpus = _reading.corpus(connection, scope, now - _WEEK_S)
        with self._lock:
            self._corpora[scope] = (then, corpus)
            self._corpora.move_to_end(scope)
            if len(self._corpora) > _CORPORA:
                self._corpora.popitem(last=False)
        return corpus


def connect(parts: Parts) -> EmbeddedStore:
    """Make the store of this home; its files are opened when it is first used."""
    return EmbeddedStore(parts.home, origin=parts.embedder.name if parts.embedder else "")
