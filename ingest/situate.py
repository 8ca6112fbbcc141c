"""Have a model write where passages stand in their documents, once, whatever comes in between."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..adapters.base import Contextualiser, Store
from ..adapters.errors import (
    Garbled,
    KeyRefused,
    ModelRefused,
    PromptTooLong,
    RateLimited,
    TriviumError,
    Unavailable,
    Upstream,
)
from ..adapters.terms import Document, Passage, Scope, Situated, Usage, digest
from .blocks import Block, blocks
from .report import Contexts, Meter, Watch

# These say something of one passage; whatever else fails would fail for the next one too.
_OF_THE_PASSAGE = (ModelRefused, PromptTooLong, Garbled)
_TRIES = 5
_FIRST_PAUSE_S = 1.0  # doubled each time


async def situate(
    store: Store,
    member: Contextualiser,
    documents: Sequence[str],
    *,
    tenant: str | None = None,
    at_once: int = 4,
    progress: Watch | None = None,
    pause_s: float = _FIRST_PAUSE_S,
) -> Contexts:
    """Write what the passages of these documents lack, and store it with them.

    What fails stays as it was, and is tried when it is called again; so is the rest where the model
    is gone. `at_once` calls run at a time, and a model's wish to be left alone is kept.
    """
    scope = Scope.owner(tenant)
    counts = {name: await _count(store, name, scope) for name in documents}
    total = sum(counts.values())
    run = _Run(store, member, scope, at_once, pause_s, Meter("contexts", total, progress))
    tasks = [asyncio.create_task(run.document(name)) for name, count in counts.items() if count]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return run.told(total)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A document, and those of its passages of which nothing is written yet."""

    document: Document
    passages: Sequence[Passage]


async def _count(store: Store, document_id: str, scope: Scope) -> int:
    found = await lacking(store, document_id, scope)
    return len(found.passages) if found else 0


async def lacking(store: Store, document_id: str, scope: Scope) -> Lacking | None:
    """Return what a document lacks; None for nothing, and where one passage is all there is."""
    document = await store.document(scope, document_id)
    passages = await store.read(scope, [document_id]) if document else []
    bare = [passage for passage in passages if not passage.about]
    if document is None or len(passages) < 2 or not bare:
        return None
    return Lacking(document, bare)


@dataclass
class _Run:
    """One ingest's calls: how many at a time, until when none, and what they came to."""

    store: Store
    member: Contextualiser
    scope: Scope
    at_once: int
    pause_s: float
    meter: Meter
    stopped: str = ""
    used: Usage = field(default_factory=Usage)
    written: int = 0
    _until: float = 0.0

    def __post_init__(self) -> None:
        self._documents = asyncio.Semaphore(self.at_once)
        self._calls = asyncio.Semaphore(self.at_once)

    async def document(self, document_id: str) -> None:
        """Write what one document lacks, and store it."""
        async with self._documents:
            lacks = await lacking(self.store, document_id, self.scope)
            text = await self.store.text(self.scope, document_id)
            if self.stopped or text is None or lacks is None:
                return
            found: dict[str, str] = {}
            for block in blocks(text, lacks.passages):
                # The first one alone: it puts the document into the model's cache for the others.
                await self._passage(block, block.passages[0], found)
                rest = (self._passage(block, each, found) for each in block.passages[1:])
                await asyncio.gather(*rest)
            await self._store(lacks.document, text, found)

    async def _store(self, document: Document, text: str, found: dict[str, str]) -> None:
        now = await self.store.document(self.scope, document.id)
        if not found or now is None or now.version != document.version:
            return
        passages = await self.store.read(self.scope, [document.id])
        await self.store.put(now, text, [_with(each, found.get(each.id, "")) for each in passages])
        await self.member.stored(document.id)
        self.written += len(found)

    async def _passage(self, block: Block, passage: Passage, found: dict[str, str]) -> None:
        async with self._calls:
            written = await self._patiently(block.text, passage)
        if written:
            found[passage.id] = written.text
            self.used += written.usage
            self.meter.add(1, passage.title)

    async def _patiently(self, text: str, passage: Passage) -> Situated | None:
        """Ask until it works; None where it does not, or where nobody asks any more."""
        why: TriviumError | None = None
        for attempt in range(_TRIES):
            await self._wait()
            if self.stopped:
                return None
            try:
                return await self.member.situate(text, passage)
            except _OF_THE_PASSAGE:
                return None
            except KeyRefused as error:
                why = error
                break
            except (Upstream, Unavailable) as error:
                why = error
                asked_s = error.wait_s if isinstance(error, RateLimited) else 0.0
                self._hold(max(asked_s, self.pause_s * 2**attempt))
        self.stopped = self.stopped or str(why)
        return None

    async def _wait(self) -> None:
        left = self._until - asyncio.get_running_loop().time()
        if left > 0 and not self.stopped:
            await asyncio.sleep(left)
            await self._wait()  # somebody may have been told to wait longer meanwhile

    def _hold(self, seconds: float) -> None:
        """Let nobody ask for so long."""
        self._until = max(self._until, asyncio.get_running_loop().time() + seconds)

    def told(self, total: int) -> Contexts:
        """Say what came of it."""
        left = total - self.written
        return Contexts(written=self.written, left=left, stopped=self.stopped, usage=self.used)


def _with(passage: Passage, about: str) -> Passage:
    """Return the passage under another id: a vector being made of the bare one is not for it."""
    if not about:
        return passage
    return replace(passage, about=about, id=digest(f"{passage.id}\x1f{about}"))
