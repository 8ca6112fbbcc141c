"""Vectors for the passages that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Embedded, Passage, Scope
from trivium.ingest.embed import BATCH, embed_pending
from trivium.ingest.pipeline import ingest_files
from trivium.ingest.report import Progress, Upload

if TYPE_CHECKING:
    from trivium.adapters.terms import Vector


class Stopped(Exception):
    """The process ended here."""


class Counting:
    """Gives every passage the same vector; stops after so many of them."""

    name = "counting"
    dimensions = 2

    def __init__(self, stop_after: int = 1_000_000) -> None:
        self.embedded = 0
        self.stop_after = stop_after

    async def query(self, text: str) -> Vector:
        return np.array([1.0, 0.0], np.float32)

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        if self.embedded >= self.stop_after:
            raise Stopped
        self.embedded += len(passages)
        return [Embedded(id=p.id, vector=await self.query("")) for p in passages]


class Forgetful(MemoryStore):
    """Every passage is gone by the time its vector comes."""

    async def attach(self, vectors: Sequence[Embedded], *, origin: str) -> None:
        return None


async def fill(store: MemoryStore) -> MemoryStore:
    texts = [Upload(text=f"Clause {n} says {n}.") for n in range(3 * BATCH)]
    await ingest_files(texts, store=store)
    return store


@pytest.fixture
async def store() -> MemoryStore:
    return await fill(MemoryStore())


async def test_every_passage_gets_its_vector(store: MemoryStore) -> None:
    assert await embed_pending(store, Counting()) == 3 * BATCH
    assert not await store.pending(Scope.owner(), limit=1)


async def test_a_second_run_has_nothing_to_do(store: MemoryStore) -> None:
    await embed_pending(store, Counting())
    again = Counting()
    assert await embed_pending(store, again) == 0
    assert again.embedded == 0


async def test_it_goes_on_where_it_was_stopped(store: MemoryStore) -> None:
    with pytest.raises(Stopped):
        await embed_pending(store, Counting(stop_after=2 * BATCH))
    rest = Counting()
    await embed_pending(store, rest)
    assert rest.embedded == BATCH


async def test_passages_that_vanish_meanwhile_do_not_keep_it_busy() -> None:
    embedder = Counting()
    await embed_pending(await fill(Forgetful()), embedder)
    assert embedder.embedded == 3 * BATCH


async def test_another_tenant_waits(store: MemoryStore) -> None:
    assert await embed_pending(store, Counting(), tenant="other") == 0


async def test_progress_counts_passages(store: MemoryStore) -> None:
    seen: list[Progress] = []
    await embed_pending(store, Counting(), progress=seen.append)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("vectors", n * BATCH, 3 * BATCH) for n in (1, 2, 3)
    ]
