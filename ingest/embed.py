"""Give vectors to the passages that have none yet."""

from __future__ import annotations

import asyncio

from ..adapters.base import Embedder, Store
from ..adapters.terms import Embedded, Passage, Scope
from .report import Meter, Watch

# Passages taken from the store at a time, sorted by length so that a batch pads little.
ROUND = 1024
BATCH = 128


async def embed_pending(
    store: Store, embedder: Embedder, *, tenant: str | None = None, progress: Watch | None = None
) -> int:
    """Embed what waits, the oldest first, until nothing does; return how many passages.

    It may be stopped at any time and goes on where it was when it is called again.
    """
    scope = Scope.owner(tenant)
    meter = Meter("vectors", (await store.corpus(scope)).pending, progress)
    tried: set[str] = set()
    while True:
        waiting = await store.pending(scope, limit=ROUND)
        fresh = [passage for passage in waiting if passage.id not in tried]
        if not fresh:
            return meter.done
        tried = {passage.id for passage in fresh}
        await _round(store, embedder, fresh, meter)


async def _round(store: Store, embedder: Embedder, fresh: list[Passage], meter: Meter) -> None:
    """Embed batch after batch, each being stored while the next is worked on."""
    fresh.sort(key=lambda passage: len(passage.heading) + len(passage.text))
    storing: asyncio.Task[None] | None = None
    try:
        for start in range(0, len(fresh), BATCH):
            vectors = await embedder.passages(fresh[start : start + BATCH])
            if storing:
                await storing
            storing = asyncio.create_task(_attach(store, embedder.name, vectors, meter))
    finally:
        if storing:
            await storing


async def _attach(store: Store, origin: str, vectors: list[Embedded], meter: Meter) -> None:
    await store.attach(vectors, origin=origin)
    meter.add(len(vectors))
