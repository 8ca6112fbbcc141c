"""The documents of a Trivium: put in, found, read and removed, each by someone with a scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

from ..adapters.errors import NotFound
from ..adapters.terms import Corpus, Document, Hit, Principal, Query
from ..ingest.embed import embed_pending
from ..ingest.limits import Limits
from ..ingest.pipeline import ingest_files, ingest_paths, ingest_with
from ..ingest.report import Progress, Report, Upload
from ..nodes.dense import vector_of
from .background import Vectors
from .belonging import own_source
from .contexts import Confirm, Writing
from .questions import clean, question_of
from .settings import Settings
from .wiring import close

if TYPE_CHECKING:
    from ..adapters.base import Services, Store
    from .threads import Threads

_T = TypeVar("_T")


class Into(TypedDict):
    """Where documents go, and whose they are."""

    store: Store
    tenant: str
    groups: frozenset[str]
    user: str


class Shelf:
    """What can be done with documents. Whoever is not named is the principal of the settings."""

    def __init__(self, settings: Settings, services: Services) -> None:
        self.settings, self.services = settings, services
        self._contexts = Writing(settings, services)
        self._vectors = Vectors(services.store, services.embedder, self._contexts.write)
        self._threads: Threads | None = None

    async def close(self) -> None:
        """Stop what runs in the background and let go of files."""
        if self._threads is not None:
            await self._threads.close()
        await self._vectors.close()
        await close(self.services)

    async def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        groups: Iterable[str] = (),
        tenant: str | None = None,
        user: str = "",
        prune: bool = False,
        progress: Callable[[Progress], None] | None = None,
        wait: bool = True,
        loader: str = "",
        contextual: bool | None = None,
        confirm: Confirm | None = None,
    ) -> Report:
        """Read files and folders; returns when their words, and with `wait` their vectors, are in.

        Unchanged files cost nothing. `user` is whose documents they are, if a person's: with that
        person's data they go. `prune` removes what vanished from the folders. `loader` names a
        loader class of langchain-community (extra `community`), which reads `paths` instead.
        `contextual` has a model write the place of each passage that lacks it, by default where the
        setting `contextualiser` names one; `confirm` is told the cost before, and may refuse.
        """
        contexts = self._contexts.wanted(contextual)
        if loader:
            report = await self._load(loader, paths, self._into(groups, tenant, user), progress)
        else:
            report = await self._read(paths, self._into(groups, tenant, user), prune, progress)
        for document in report.removed:
            await self._forget(document)
        if contexts:
            ids = [added.document.id for added in report.documents]
            wrote = self._contexts.write(
                ids, tenant=tenant or "", confirm=confirm, progress=progress
            )
            report = replace(report, contexts=await wrote)
        if wait:
            await self.embed(progress=progress)
            report = _ready(report)
        else:
            self._vectors.wake()
        return report

    async def _read(
        self,
        paths: Sequence[str | Path],
        into: Into,
        prune: bool,
        progress: Callable[[Progress], None] | None,
    ) -> Report:
        return await ingest_paths(
            [Path(path) for path in paths],
            **into,
            prune=prune,
            progress=progress,
            limits=self._limits(),
        )

    async def _load(
        self,
        loader: str,
        targets: Sequence[str | Path],
        into: Into,
        progress: Callable[[Progress], None] | None,
    ) -> Report:
        return await ingest_with(
            loader,
            [str(target) for target in targets],
            **into,
            progress=progress,
            limits=self._limits(),
        )

    async def add(
        self,
        uploads: Sequence[Upload],
        *,
        principal: Principal | None = None,
        groups: Iterable[str] = (),
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Take documents from memory; returns when their words are searchable."""
        who = principal or self.settings.principal
        report = await ingest_files(
            [replace(upload, source=own_source(upload, who)) for upload in uploads],
            **self._into(groups, who.tenant, who.user),
            progress=progress,
            limits=self._limits(),
        )
        self._wake(report, who.tenant)
        return report

    def _wake(self, report: Report, tenant: str) -> None:
        """Let contexts, where they are wanted, and vectors follow in the background."""
        wanted = self._contexts.wanted(None)
        ids = [added.document.id for added in report.documents if added.change != "unchanged"]
        self._vectors.wake({tenant: ids} if wanted and ids else {})

    async def embed(self, *, progress: Callable[[Progress], None] | None = None) -> int:
        """Give every passage that waits its vector; returns how many there were."""
        return await embed_pending(self.services.store, self.services.embedder, progress=progress)

    def resume(self) -> None:
        """Take up in the background what an earlier process left without vectors."""
        self._vectors.wake()

    async def search(
        self, query: str, *, principal: Principal | None = None, limit: int = 10
    ) -> list[Hit]:
        """Return the best passages without answering."""
        text = question_of(query, self.settings)
        vector = await vector_of(text, self.services)
        scope = (principal or self.settings.principal).scope
        return await self.services.store.search(Query(text=text, vector=vector), scope, limit=limit)

    async def documents(
        self, *, principal: Principal | None = None, limit: int = 100, after: str = ""
    ) -> list[Document]:
        """List the documents this principal may read, by id, those behind the id `after`."""
        scope = (principal or self.settings.principal).scope
        return await self.services.store.documents(scope, limit=limit, after=after)

    async def document(self, document_id: str, *, principal: Principal | None = None) -> Document:
        """Return one document without its text. Raises `NotFound`."""
        scope = (principal or self.settings.principal).scope
        kept = await self.services.store.document(scope, clean(document_id))
        return found(kept, "document", document_id)

    async def text(self, document_id: str, *, principal: Principal | None = None) -> str:
        """Return the extracted text that citations' offsets point into. Raises `NotFound`."""
        scope = (principal or self.settings.principal).scope
        kept = await self.services.store.text(scope, clean(document_id))
        return found(kept, "document", document_id)

    async def delete(self, document_id: str, *, principal: Principal | None = None) -> None:
        """Remove a document: no question asked after it sees it. Raises `NotFound`."""
        scope = (principal or self.settings.principal).scope
        gone = await self.services.store.delete(scope, clean(document_id))
        found(gone or None, "document", document_id)
        await self._forget(document_id)

    async def _forget(self, document_id: str) -> None:
        """Take a deleted document's words out of the receipts and threads that rest on it."""
        threads = await self.services.ledger.forget(clean(document_id))
        if threads:
            await (await self._states()).drop(threads)

    async def _states(self) -> Threads:
        """Return what threads go on with; opened when it is first needed, for it takes a second."""
        if self._threads is None:
            from .threads import open_threads

            self._threads = await open_threads(self.settings)
        return self._threads

    async def corpus(self, *, principal: Principal | None = None) -> Corpus:
        """Count what this principal may read."""
        return await self.services.store.corpus((principal or self.settings.principal).scope)

    def _into(self, groups: Iterable[str], tenant: str | None, user: str) -> Into:
        return Into(
            store=self.services.store,
            tenant=tenant or self.settings.tenant,
            groups=frozenset(groups),
            user=clean(user),
        )

    def _limits(self) -> Limits:
        return Limits(file_mb=self.settings.file_max_mb, pages=self.settings.pages_max)


def found(value: _T | None, what: str, name: str) -> _T:
    """Return what is there. Raises `NotFound`, the same for what is hidden and what never was."""
    if value is None:
        raise NotFound(f"There is no {what} {clean(name)[:80]!r} that you may read.")
    return value


def _ready(report: Report) -> Report:
    """Say of every document that its vectors are in."""
    ready = (
        replace(added, document=replace(added.document, status="ready"))
        for added in report.documents
    )
    return replace(report, documents=tuple(ready))
