"""Vectors follow words: one task that embeds what waits, woken by every change.

Contexts that were asked for come between the two.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from ..adapters.base import Embedder, Store
from ..adapters.errors import TriviumError
from ..ingest.embed import embed_pending
from ..ingest.report import Contexts

_log = logging.getLogger(__name__)
_RETRY_S = 5.0


class Situate(Protocol):
    """Writes contexts for the passages of documents."""

    async def __call__(self, documents: Sequence[str], *, tenant: str) -> Contexts: ...


class Vectors:
    """Embeds pending passages in the background; what is interrupted goes on when it next wakes."""

    def __init__(self, store: Store, embedder: Embedder, situate: Situate | None = None) -> None:
        self._store, self._embedder, self._situate = store, embedder, situate
        self._bare: dict[str, list[str]] = {}
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def wake(self, bare: Mapping[str, Sequence[str]] | None = None) -> None:
        """Begin, or look again, without waiting; `bare` documents get contexts first, by tenant."""
        for tenant, documents in (bare or {}).items():
            self._bare.setdefault(tenant, []).extend(documents)
        self._idle.clear()
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="trivium-vectors")

    async def done(self) -> None:
        """Wait until everything that was pending has its vector."""
        if self._task is not None:
            await self._idle.wait()

    async def close(self) -> None:
        """Stop after the batch at hand."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _write_contexts(self) -> None:
        while self._bare and self._situate:
            tenant, documents = self._bare.popitem()
            wrote = await self._situate(documents, tenant=tenant)
            if wrote.stopped:
                _log.warning("%d contexts are lacking: %s", wrote.left, wrote.stopped)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._write_contexts()
                await embed_pending(self._store, self._embedder)
            except TriviumError as error:
                _log.warning("Vectors wait: %s Words are searchable meanwhile.", error)
                await asyncio.sleep(_RETRY_S)
                self._wake.set()
                continue
            if not self._wake.is_set():
                self._idle.set()
