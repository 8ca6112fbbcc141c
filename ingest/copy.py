"""Carry everything from one store to another, and prove that it arrived."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..adapters.base import Store
from ..adapters.terms import Document, Embedded, Passage, Scope
from .report import Meter, Watch

_PAGE = 64  # documents carried at a time
_ATTACHED = 256  # vectors at a time
_OWNER = Scope.owner()
# A store may keep vectors at length 1 by dividing again, which moves the last bits.
_CLOSE = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was carried, and what both stores say of it afterwards.

    `hash_from` and `hash_to` cover every document with its text, groups and passages, and the
    vectors of its sentences; `vectors_differ` counts passages whose vector is missing or another.
    `unequal` names documents that are not the same, `only_there` counts what only the target has.
    """

    documents: int = 0
    carried: int = 0
    passages: int = 0
    vectors: int = 0
    hash_from: str = ""
    hash_to: str = ""
    vectors_differ: int = 0
    unequal: tuple[str, ...] = ()
    only_there: int = 0

    @property
    def equal(self) -> bool:
        """Say whether all of the source is in the target as it is here."""
        return self.hash_from == self.hash_to and not self.vectors_differ


@dataclass(frozen=True, slots=True)
class _Whole:
    document: Document
    text: str
    passages: Sequence[Passage]
    vectors: Mapping[str, Embedded]


async def copy(
    source: Store, target: Store, *, origin: str, progress: Watch | None = None
) -> Copied:
    """Carry what is not there yet, then compare everything.

    It may be stopped at any time; called again it passes over what arrived. `origin` names the
    embedder of both. Documents whose vectors are of another embedder go without, and wait.
    """
    meter = Meter("words", (await source.corpus(_OWNER)).documents, progress)
    carried = 0
    async for page in _pages(source):
        wanted = [document for document in page if await _lacks(target, document)]
        carried += len(wanted)
        await _carry(source, target, wanted, origin)
        meter.add(len(page), page[-1].title)
    return await _compared(source, target, carried)


async def _lacks(target: Store, document: Document) -> bool:
    there = await target.document(_OWNER, document.id)
    return there is None or _shown(there) != _shown(document)


async def _carry(source: Store, target: Store, documents: Sequence[Document], origin: str) -> None:
    wholes = await asyncio.gather(*(_whole(source, document) for document in documents))
    await asyncio.gather(*(target.put(w.document, w.text, w.passages) for w in wholes))
    vectors = [vector for whole in wholes for vector in whole.vectors.values()]
    for start in range(0, len(vectors), _ATTACHED):
        await target.attach(vectors[start : start + _ATTACHED], origin=origin)


async def _compared(source: Store, target: Store, carried: int) -> Copied:
    here, there = hashlib.sha256(), hashlib.sha256()
    documents = found = passages = vectors = differ = 0
    unequal: list[str] = []
    async for page in _pages(source):
        for document in page:
            mine, theirs = await asyncio.gather(
                _whole(source, document), _found(target, document.id)
            )
            one, other = _content(mine), _content(theirs) if theirs else b""
            here.update(one)
            there.update(other)
            found += theirs is not None
            far = _differing(mine.vectors, theirs.vectors if theirs else {})
            if one != other or far:
                unequal.append(document.id)
            documents, passages = documents + 1, passages + len(mine.passages)
            vectors, differ = vectors + len(mine.vectors), differ + far
    return Copied(
        documents=documents,
        carried=carried,
        passages=passages,
        vectors=vectors,
        hash_from=here.hexdigest(),
        hash_to=there.hexdigest(),
        vectors_differ=differ,
        unequal=tuple(unequal),
        only_there=(await target.corpus(_OWNER)).documents - found,
    )


async def _pages(store: Store) -> AsyncIterator[list[Document]]:
    after = ""
    while page := await store.documents(_OWNER, limit=_PAGE, after=after):
        yield page
        after = page[-1].id


async def _found(store: Store, document_id: str) -> _Whole | None:
    document = await store.document(_OWNER, document_id)
    return await _whole(store, document) if document else None


async def _whole(store: Store, document: Document) -> _Whole:
    text = await store.text(_OWNER, document.id)
    passages = await store.read(_OWNER, [document.id])
    vectors = await store.sentences(_OWNER, [passage.id for passage in passages])
    return _Whole(document, text or "", passages, vectors)


def _shown(document: Document) -> list[object]:
    return [
        document.id,
        document.title,
        document.source,
        document.version,
        document.tenant,
        sorted(document.groups),
        document.url,
        document.pages,
        document.updated,
        document.tokens,
        document.passages,
        document.status,
        document.added_by,
    ]


def _content(whole: _Whole) -> bytes:
    """Return everything of a document but the floats, as bytes that are equal where it is."""
    rows = [
        [p.id, p.version, p.ordinal, p.start, p.end, p.text, p.title, p.context, p.url, p.page]
        + [p.tenant, sorted(p.groups), p.about]
        for p in whole.passages
    ]
    sentences = [[name, _bytes(whole.vectors[name].sentences)] for name in sorted(whole.vectors)]
    return json.dumps([_shown(whole.document), whole.text, rows, sentences]).encode()


def _bytes(sentences: np.ndarray | None) -> str | None:
    return None if sentences is None else sentences.astype(np.int8).tobytes().hex()


def _differing(here: Mapping[str, Embedded], there: Mapping[str, Embedded]) -> int:
    """Count the passages whose vectors are not the same."""
    return sum(
        name not in there or not np.allclose(one.vector, there[name].vector, atol=_CLOSE)
        for name, one in here.items()
    )
