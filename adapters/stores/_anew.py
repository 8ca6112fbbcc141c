"""Vectors for every passage that has none, one batch after the other."""

from __future__ import annotations

from ..base import Embedder, Store, Told
from ..terms import Scope

_BATCH = 128


async def embed_all(store: Store, embedder: Embedder, told: Told | None = None) -> int:
    """Embed what is pending until nothing is; return how many passages. It can be stopped."""
    total, done = (await store.corpus(Scope.owner())).pending, 0
    before: set[str] = set()
    while waiting := await store.pending(Scope.owner(), limit=_BATCH):
        ids = {passage.id for passage in waiting}
        if ids == before:  # what will not be embedded must not be tried for ever
            break
        before = ids
        await store.attach(await embedder.passages(waiting), origin=embedder.name)
        done += len(waiting)
        if told:
            told(done, max(total, done))
    return done
