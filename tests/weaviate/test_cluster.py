"""Three nodes that keep everything three times: one may be killed at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest

from trivium.adapters.errors import Unavailable
from trivium.adapters.stores.weaviate import WeaviateStore
from trivium.adapters.terms import Query

from ..adapters.stores.making import EVERYBODY, OWNER, axis, embed, make, search
from .running import fresh, needed, settings_of
from .servers import Server, cluster, start_all

_MORE = {"weaviate_replicas": 3, "weaviate_timeout_s": 5.0}
_CATCHING_UP_S = 60


@pytest.fixture
def nodes() -> Iterator[list[Server]]:
    needed()
    made = cluster(more={"ASYNC_REPLICATION_FREQUENCY": "3s"})
    try:
        start_all(made)
        yield made
    finally:
        for node in made:
            node.stop()


@pytest.fixture
async def replicated(nodes: list[Server]) -> AsyncIterator[WeaviateStore]:
    store = fresh(settings_of(*nodes), **_MORE)
    yield store
    await store.close()


async def test_a_node_is_killed_during_ingest_and_questions(
    nodes: list[Server], replicated: WeaviateStore
) -> None:
    await _ingest(replicated, range(20))
    asking = asyncio.create_task(_ask_for_ever(replicated))

    await _ingest(replicated, range(20, 30))
    nodes[0].kill()  # the one that the store talks to
    await _ingest(replicated, range(30, 50))

    assert not asking.done()
    asking.cancel()
    await _everything_is_there(replicated, range(50))

    await replicated.delete(OWNER, "d00")
    await replicated.put(*make("d01", "windmill"))
    nodes[0].start()
    await _catches_up(nodes[0], replicated)
    await _ingest(replicated, range(50, 52))
    await _everything_is_there(replicated, range(2, 52))


async def test_what_a_frozen_node_does_not_answer_another_one_does(
    nodes: list[Server], replicated: WeaviateStore
) -> None:
    await _ingest(replicated, range(3))
    assert nodes[0].process is not None

    os.kill(nodes[0].process.pid, signal.SIGSTOP)  # the one that the store talks to
    try:
        assert await search(replicated, "number2", limit=1) == ["d02"]
        assert await replicated.document(OWNER, "d01") is not None
    finally:
        os.kill(nodes[0].process.pid, signal.SIGCONT)


async def _ingest(store: WeaviateStore, numbers: range) -> None:
    for n in numbers:
        await store.put(*make(f"d{n:02}", f"pump number{n}", f"valve number{n}"))
    while waiting := await store.pending(OWNER, limit=64):
        await embed(store, *[n % 8 for n in range(len(waiting))])


async def _ask_for_ever(store: WeaviateStore) -> None:
    while True:
        query = Query(text="pump number7", vector=axis(6))
        hits = await store.search(query, EVERYBODY, limit=5)
        assert hits[0].passage.document_id == "d07"
        assert len(await store.read(EVERYBODY, ["d07"])) == 2
        assert (await store.corpus(EVERYBODY)).documents >= 20


async def _everything_is_there(store: WeaviateStore, numbers: range) -> None:
    for n in numbers:
        name = f"d{n:02}"
        assert len(await store.read(OWNER, [name])) == 2
        hits = await store.search(Query(text=f"number{n}"), EVERYBODY, limit=2)
        assert {hit.passage.document_id for hit in hits} == {name}
    assert await store.pending(OWNER, limit=9) == []


async def _catches_up(node: Server, store: WeaviateStore) -> None:
    """Ask through the node that missed it: never anything wrong, and soon everything."""
    alone = fresh(settings_of(node), **_MORE, weaviate_collection=store.data.names.prefix)
    loop = asyncio.get_running_loop()
    end = loop.time() + _CATCHING_UP_S
    while await search(alone, "windmill") != ["d01"]:
        assert loop.time() < end, "the node that came back did not catch up"
        assert await alone.document(OWNER, "d00") is None
        assert "d00" not in await search(alone, "pump number0", limit=5)
        with suppress(Unavailable):  # it knows that there is more than it has
            assert [p.text for p in await alone.read(OWNER, ["d01"])] == ["windmill"]
        await asyncio.sleep(0.2)
    await alone.close()
