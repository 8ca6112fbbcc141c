"""Vectors for the passages that wait."""

from __future__ import annotations

import pytest

from trivium.ingest.embed import BATCH, embed_pending
from trivium.ingest.pipeline import ingest_files
from trivium.ingest.report import Progress, Upload

from .shelf import Counting, Shelf, Stopped


@pytest.fixture
async def store() -> Shelf:
    shelf = Shelf()
    texts = [Upload(text=f"Clause {n} says {n}.") for n in range(3 * BATCH)]
    await ingest_files(texts, store=shelf)
    return shelf


async def test_every_passage_gets_its_vector(store: Shelf) -> None:
    assert await embed_pending(store, Counting()) == 3 * BATCH
    assert not await store.pending(None, limit=1)  # type: ignore[arg-type]


async def test_a_second_run_has_nothing_to_do(store: Shelf) -> None:
    await embed_pending(store, Counting())
    again = Counting()
    assert await embed_pending(store, again) == 0
    assert again.embedded == 0


async def test_it_goes_on_where_it_was_stopped(store: Shelf) -> None:
    with pytest.raises(Stopped):
        await embed_pending(store, Counting(stop_after=2 * BATCH))
    rest = Counting()
    await embed_pending(store, rest)
    assert rest.embedded == BATCH


async def test_passages_that_vanish_meanwhile_do_not_keep_it_busy(store: Shelf) -> None:
    class Forgetful(Shelf):
        async def attach(self, vectors: object, *, origin: str) -> None:
            return None

    forgetful = Forgetful()
    forgetful.kept = store.kept
    embedder = Counting()
    await embed_pending(forgetful, embedder)
    assert embedder.embedded == 3 * BATCH


async def test_progress_counts_passages(store: Shelf) -> None:
    seen: list[Progress] = []
    await embed_pending(store, Counting(), progress=seen.append)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("vectors", n * BATCH, 3 * BATCH) for n in (1, 2, 3)
    ]
