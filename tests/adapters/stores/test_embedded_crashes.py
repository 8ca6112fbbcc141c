"""What the embedded store survives: being killed, a lost file, a full disk."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from trivium.adapters.errors import DiskFull
from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.terms import Query

from ..test_database import small_disk  # noqa: F401
from .making import OWNER, embed, make
from .running import files, near, start


async def test_everything_survives_a_restart(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path)
    await first.put(*make("a", "one", "two"))
    await embed(first, 0, 1)
    before = await first.corpus(OWNER)
    await first.close()

    second = EmbeddedStore(tmp_path)
    assert await second.corpus(OWNER) == before
    assert await near(second, 1) == ["two"]
    await second.close()


async def test_killed_between_vectors_and_commit_nothing_is_half_there(tmp_path: Path) -> None:
    body = """
async def main():
    await store.put(*make("a", "one", "two", "three"))
    await embed(store, 0)
    waiting = await store.pending(OWNER, limit=2)
    vectors = [Embedded(id=p.id, vector=axis(7)) for p in waiting]
    def killed(connection):
        _attaching.attach(connection, store._file, vectors, ORIGIN)
        os.kill(os.getpid(), signal.SIGKILL)
    await store._database.write(killed)
asyncio.run(main())
"""
    with start(tmp_path, body) as process:
        assert process.wait() == -signal.SIGKILL

    store = EmbeddedStore(tmp_path)
    assert len(await store.pending(OWNER, limit=9)) == 2
    assert await near(store, 7) == []
    await embed(store, 1, 2)
    assert [await near(store, n) for n in (0, 1, 2, 7)] == [["one"], ["two"], ["three"], []]
    await store.close()


async def test_killed_at_any_moment_every_document_is_whole(tmp_path: Path) -> None:
    body = """
async def main():
    for n in range(10_000):
        name = f"d{n % 7}"
        await store.put(*make(name, *[f"{name} round {n}"] * (n % 5 + 1)))
        waiting = await store.pending(OWNER, limit=99)
        vectors = [Embedded(id=p.id, vector=axis(int(p.document_id[1]))) for p in waiting]
        await store.attach(vectors, origin=ORIGIN)
        print(n, flush=True)
asyncio.run(main())
"""
    for rounds in (3, 11, 30):
        with start(tmp_path, body) as process:
            assert process.stdout is not None
            while int(process.stdout.readline()) < rounds:
                pass
            process.kill()
        store = EmbeddedStore(tmp_path)
        for document in await store.documents(OWNER):
            passages = await store.read(OWNER, [document.id])
            text = await store.text(OWNER, document.id)
            assert text is not None
            assert len({p.text for p in passages}) == 1
            assert len(passages) == document.passages == len(text.split("\n"))
            found = await near(store, int(document.id[1]), limit=99)
            assert {text.split()[0] for text in found} <= {document.id}
            words = await store.search(Query(text=f"{document.id} round"), OWNER, limit=99)
            of_it = [hit for hit in words if hit.passage.document_id == document.id]
            assert len(of_it) == len(passages)
        await store.close()


@pytest.mark.parametrize("left", [0, 1])
async def test_vectors_whose_file_is_lost_are_made_again(tmp_path: Path, left: int) -> None:
    first = EmbeddedStore(tmp_path)
    await first.put(*make("a", "one", "two"))
    await embed(first, 0, 1)
    await first.close()
    file = tmp_path / files(tmp_path)[0]
    os.truncate(file, left * (8 + 4 * 8))

    store = EmbeddedStore(tmp_path)
    assert await near(store, 1) == []
    assert [p.text for p in await store.pending(OWNER, limit=9)] == ["one", "two"][left:]
    await embed(store, *[0, 1][left:])
    assert await near(store, 0) == ["one"]
    assert await near(store, 1) == ["two"]
    document = await store.document(OWNER, "a")
    assert document is not None
    assert document.status == "ready"
    await store.close()


async def test_a_full_disk_keeps_what_was_stored(small_disk: Path) -> None:  # noqa: F811
    store, kept = EmbeddedStore(small_disk), 0

    async def fill() -> None:
        nonlocal kept
        for n in range(1000):
            await store.put(*make(f"d{n:03}", f"number{n} " + "words and more " * 200))
            await embed(store, n % 8)
            kept += 1

    with pytest.raises(DiskFull):
        await fill()

    listed = {document.id for document in await store.documents(OWNER, limit=1000)}
    assert {f"d{n:03}" for n in range(kept)} <= listed
    for n in range(kept):
        hits = await store.search(Query(text=f"number{n}"), OWNER, limit=1)
        assert hits[0].passage.document_id == f"d{n:03}"
    await store.close()
