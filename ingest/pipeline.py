"""The whole way of files into the store, until their words can be found."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from ..adapters.base import Store
from ..adapters.errors import BadFile, TooLarge
from ..adapters.load import load
from ..adapters.terms import Document, Scope
from .ahead import ahead
from .build import Built, build, document_id, unchanged, version_of
from .extract import clean
from .items import Content, Item, NotADocument, of_extract, of_file, of_upload
from .limits import Limits
from .report import Added, Meter, Rejected, Report, Upload, Watch
from .walk import walk

# Two cores: one file is read and split while another is being stored.
_TASKS = 3
_PAGE = 500
_LIMITS = Limits()


async def ingest_paths(
    paths: Sequence[str | Path],
    *,
    store: Store,
    tenant: str = "default",
    groups: Collection[str] = (),
    user: str = "",
    prune: bool = False,
    progress: Watch | None = None,
    limits: Limits = _LIMITS,
) -> Report:
    """Take in files and folders; on return their words can be found.

    Files that cannot be read are in the report, and the rest goes in. An unchanged file is passed
    over. `user` is whose they are, if a person's. `prune` removes documents that came from a given
    folder and are not in it any more. The vectors follow with `embed_pending`.
    """
    found = await asyncio.to_thread(walk, paths)
    items = [of_file(file, limits) for file in found.files]
    into = _Into(store=store, tenant=tenant, groups=frozenset(groups), user=user)
    report = Report(rejected=tuple(found.rejected)) + await into.take(items, progress)
    if prune:
        report += Report(removed=await into.prune(found.folders, {item.source for item in items}))
    return report


async def ingest_files(
    uploads: Sequence[Upload],
    *,
    store: Store,
    tenant: str = "default",
    groups: Collection[str] = (),
    user: str = "",
    progress: Watch | None = None,
    limits: Limits = _LIMITS,
) -> Report:
    """Take in uploads and texts; on return their words can be found."""
    into = _Into(store=store, tenant=tenant, groups=frozenset(groups), user=user)
    return await into.take([of_upload(upload, limits) for upload in uploads], progress)


async def ingest_with(
    loader: str,
    targets: Sequence[str],
    *,
    store: Store,
    tenant: str = "default",
    groups: Collection[str] = (),
    user: str = "",
    progress: Watch | None = None,
    limits: Limits = _LIMITS,
) -> Report:
    """Take in what a loader of langchain-community, given by its class name, makes of `targets`.

    A target is what the class takes first: a path, an address, a search. Raises `UnknownName`.
    """
    into = _Into(store=store, tenant=tenant, groups=frozenset(groups), user=user)
    report = Report()
    for target in targets:
        try:
            items = await asyncio.to_thread(_items_of, loader, target, limits)
        except BadFile as error:
            report += Report(rejected=(Rejected(name=target, reason=str(error)),))
        else:
            report += await into.take(items, progress)
    return report


def _items_of(loader: str, target: str, limits: Limits) -> list[Item]:
    found = load("loaders", "community").load_with(loader, target)
    return [of_extract(extract, source, limits) for source, extract in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Into:
    """Where documents go."""

    store: Store
    tenant: str
    groups: frozenset[str]
    user: str

    async def take(self, items: Sequence[Item], progress: Watch | None) -> Report:
        """Take in one item after the other, reading ahead."""
        meter = Meter("words", len(items), progress)
        documents: list[Added] = []
        rejected: list[Rejected] = []
        skipped: list[str] = []
        async with aclosing(ahead(items, self._make, tasks=_TASKS)) as made:
            async for item, making in made:
                try:
                    documents.append(await self._put(*await making))
                except (BadFile, TooLarge) as error:
                    rejected.append(Rejected(name=item.name, reason=str(error)))
                except NotADocument:
                    skipped.append(item.name)
                meter.add(1, item.name)
        return Report(documents=tuple(documents), rejected=tuple(rejected), skipped=tuple(skipped))

    async def _make(self, item: Item) -> tuple[Document | None, Built | None]:
        """Return what the store has of the item, and what is new."""
        content = await asyncio.to_thread(item.fetch)
        version = await asyncio.to_thread(version_of, content)
        id_ = document_id(self.tenant, item.source)
        known = await self.store.document(Scope.owner(self.tenant), id_)
        if known and unchanged(item, version, known, groups=self.groups, user=self.user):
            return known, None
        return known, await asyncio.to_thread(self._build, item, content, version)

    def _build(self, item: Item, content: Content, version: str) -> Built:
        built = build(item, item.read(content), version, self.tenant, self.groups)
        return replace(built, document=replace(built.document, added_by=self.user))

    async def _put(self, known: Document | None, built: Built | None) -> Added:
        if built is None:
            assert known is not None
            return Added(document=known, change="unchanged")
        await self.store.put(built.document, built.text, built.passages)
        return Added(document=built.document, change="replaced" if known else "added")

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
    return any(Path(source).is_relative_to(clean(str(folder))) for folder in folders)
