"""The whole way of files into the store, until their words can be found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ..adapters.base import Embedder, Store
from ..adapters.errors import BadFile, TooLarge
from ..adapters.extracts import Extract, first_heading
from ..adapters.terms import Document, Passage, Scope
from .ahead import ahead
from .build import build, describe, unchanged
from .extract import clean, extract, finish, loader_of, suffix
from .limits import Limits
from .report import Added, Change, Meter, Rejected, Report, Upload, Watch
from .sniff import looks_like_text
from .walk import File, walk

# Two cores: one file is parsed while another is being stored.
_TASKS = 3
_PAGE = 500
_LIMITS = Limits()


class _Skipped(Exception):
    """A file in a folder that is no document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One document to be: who it is, and how to come by its text."""

    name: str
    source: str
    title: str = ""
    url: str = ""
    read: Callable[[], Extract]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A document ready for the store; `passages` is None where the store has it already."""

    document: Document
    change: Change
    text: str
    passages: list[Passage]


async def ingest_paths(
    paths: Sequence[str | Path],
    *,
    store: Store,
    embedder: Embedder | None = None,
    tenant: str = "default",
    groups: Collection[str] = (),
    prune: bool = False,
    progress: Watch | None = None,
    limits: Limits = _LIMITS,
) -> Report:
    """Take in files and folders; on return their words can be found.

    Files that cannot be read are in the report, and the rest goes in. An unchanged file is passed
    over. `prune` removes documents that came from a given folder and are not in it any more.
    """
    found = await asyncio.to_thread(walk, paths)
    items = [_of_file(file, limits) for file in found.files]
    into = _Into(store=store, tenant=tenant, groups=frozenset(groups))
    report = await into.take(items, progress)
    removed: tuple[str, ...] = ()
    if prune:
        removed = await into.prune(found.folders, {item.source for item in items})
    return Report(
        documents=report.documents,
        rejected=(*found.rejected, *report.rejected),
        removed=removed,
        skipped=report.skipped,
    )


async def ingest_files(
    uploads: Sequence[Upload],
    *,
    store: Store,
    embedder: Embedder | None = None,
    tenant: str = "default",
    groups: Collection[str] = (),
    progress: Watch | None = None,
    limits: Limits = _LIMITS,
) -> Report:
    """Take in uploads and texts; on return their words can be found."""
    items = [_of_upload(upload, limits) for upload in uploads]
    into = _Into(store=store, tenant=tenant, groups=frozenset(groups))
    return await into.take(items, progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Into:
    """Where documents go."""

    store: Store
    tenant: str
    groups: frozenset[str]

    async def take(self, items: Sequence[_Item], progress: Watch | None) -> Report:
        """Take in one item after the other, reading ahead."""
        meter = Meter("words", len(items), progress)
        documents: list[Added] = []
        rejected: list[Rejected] = []
        skipped: list[str] = []
        async for item, made in ahead(items, self._make, tasks=_TASKS):
            if isinstance(made, _Made):
                if made.change != "unchanged":
                    await self.store.put(made.document, made.text, made.passages)
                documents.append(Added(document=made.document, change=made.change))
            elif isinstance(made, Rejected):
                rejected.append(made)
            else:
                skipped.append(item.name)
            meter.add(1, item.name)
        return Report(documents=tuple(documents), rejected=tuple(rejected), skipped=tuple(skipped))

    async def _make(self, item: _Item) -> _Made | Rejected | None:
        """Read and split one item; None for a file that is no document."""
        try:
            found = await asyncio.to_thread(item.read)
        except (BadFile, TooLarge) as error:
            return Rejected(name=item.name, reason=str(error))
        except _Skipped:
            return None
        document = describe(
            found,
            source=item.source,
            title=item.title or found.title or PurePath(item.name).stem.replace("_", " "),
            url=item.url,
            tenant=self.tenant,
            groups=self.groups,
        )
        known = await self.store.document(Scope.owner(self.tenant), document.id)
        if known is not None and unchanged(document, known):
            return _Made(document=known, change="unchanged", text="", passages=[])
        document, passages = await asyncio.to_thread(build, document, found.text)
        change: Change = "replaced" if known else "added"
        return _Made(document=document, change=change, text=found.text, passages=passages)

    async def prune(self, folders: Sequence[Path], present: set[str]) -> tuple[str, ...]:
        """Remove the documents of these folders that are not present; return their ids."""
        scope = Scope.owner(self.tenant)
        gone: list[Document] = []
        page = await self.store.documents(scope, limit=_PAGE)
        while page:
            gone += (d for d in page if d.source not in present and _lay_in(d.source, folders))
            page = await self.store.documents(scope, limit=_PAGE, after=page[-1].id)
        for document in gone:
            await self.store.delete(scope, document.id)
        return tuple(document.id for document in gone)


def _lay_in(source: str, folders: Sequence[Path]) -> bool:
    return any(source.startswith(clean(f"{folder}/")) for folder in folders)


def _of_file(file: File, limits: Limits) -> _Item:
    def read() -> Extract:
        name = clean(file.shown)
        try:
            size = file.path.stat().st_size
            known = loader_of(suffix(name)) is not None
            if size <= limits.file_mb * 1e6:
                data = file.path.read_bytes()
            else:
                with file.path.open("rb") as stream:
                    data = stream.read(8192)
        except OSError as error:
            raise BadFile(f"{name} cannot be read: {error.strerror or error}.") from error
        if not (known or file.asked_for or looks_like_text(data)):
            raise _Skipped(name)
        return extract(data, name, limits, size)

    return _Item(name=clean(file.shown), source=clean(str(file.path)), read=read)


def _of_upload(upload: Upload, limits: Limits) -> _Item:
    name = upload.safe_name or clean(upload.title) or "the text"

    def read() -> Extract:
        if upload.text is None:
            return extract(upload.data or b"", name, limits, len(upload.data or b""))
        text = upload.text.replace("\r\n", "\n")
        return finish(Extract(text=text, title=first_heading(text)), name, limits)

    return _Item(
        name=name,
        source=clean(upload.identity),
        title=" ".join(clean(upload.title).split())[:300],
        url=clean(upload.url).strip(),
        read=read,
    )
