"""Several processes on one home, and compaction under their eyes."""

from __future__ import annotations

from pathlib import Path

from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.terms import Query

from ..test_database import small_disk  # noqa: F401
from .making import OWNER, axis, embed, make
from .running import files, near, start


async def test_another_process_sees_new_vectors_and_deletions_at_once(tmp_path: Path) -> None:
    body = """
async def main():
    for line in sys.stdin:
        verb, name, number = line.split()
        if verb == "put":
            await store.put(*make(name, f"about {name}"))
            await embed(store, int(number))
        else:
            await store.delete(OWNER, name)
        print("done", flush=True)
asyncio.run(main())
"""
    store = EmbeddedStore(tmp_path)
    with start(tmp_path, body) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def tell(line: str) -> None:
            print(line, file=process.stdin, flush=True)
            assert process.stdout.readline() == "done\n"

        tell("put a 0")
        assert await near(store, 0) == ["about a"]
        version = (await store.corpus(OWNER)).version
        tell("put b 1")
        assert await near(store, 1) == ["about b"]
        assert (await store.corpus(OWNER)).version != version
        tell("delete a 0")
        assert await near(store, 0) == []
        await store.put(*make("c", "about c"))
        await embed(store, 2)
        tell("put d 3")
        assert [await near(store, n) for n in (1, 2, 3)] == [["about b"], ["about c"], ["about d"]]
        process.stdin.close()
    await store.close()


async def test_two_processes_write_at_the_same_time(tmp_path: Path) -> None:
    body = """
async def main():
    who = sys.stdin.read().strip()
    for n in range(25):
        await store.put(*make(f"{who}{n}", f"{who} number {n}"))
        await embed(store, n % 8)
asyncio.run(main())
"""
    with start(tmp_path, body) as one, start(tmp_path, body) as two:
        for process, name in ((one, "x"), (two, "y")):
            assert process.stdin is not None
            process.stdin.write(name)
            process.stdin.close()
        assert (one.wait(), two.wait()) == (0, 0)

    store = EmbeddedStore(tmp_path)
    corpus = await store.corpus(OWNER)
    assert (corpus.documents, corpus.passages) == (50, 50)
    await embed(store, *[0] * corpus.pending)
    everything = await store.search(Query(text="", vector=axis(0)), OWNER, limit=99)
    assert len({hit.passage.id for hit in everything}) == 50
    await store.close()


async def test_dead_vectors_are_compacted_away(tmp_path: Path, embedded: EmbeddedStore) -> None:
    await embedded.put(*make("kept", "one", "two"))
    await embed(embedded, 0, 1)
    large = make("large", *["filler"] * 2000)
    await embedded.put(*large)
    await embed(embedded, *[5] * 2000)
    size = (tmp_path / files(tmp_path)[0]).stat().st_size

    await embedded.delete(OWNER, "large")

    newest = tmp_path / files(tmp_path)[-1]
    assert newest.stat().st_size < size / 500
    assert [await near(embedded, n) for n in (0, 1, 5)] == [["one"], ["two"], []]
    await embedded.put(*make("new", "three"))
    await embed(embedded, 2)
    assert await near(embedded, 2) == ["three"]


async def test_no_more_than_two_files_of_vectors_are_kept(
    tmp_path: Path, embedded: EmbeddedStore
) -> None:
    await embedded.put(*make("kept", "one"))
    await embed(embedded, 0)
    for _ in range(4):
        await embedded.put(*make("large", *["filler"] * 1100))
        await embed(embedded, *[5] * 1100)
        await embedded.delete(OWNER, "large")

    assert len(files(tmp_path)) == 2
    assert await near(embedded, 0) == ["one"]


async def test_a_reader_from_before_compaction_goes_on(tmp_path: Path) -> None:
    reader, writer = EmbeddedStore(tmp_path), EmbeddedStore(tmp_path)
    await writer.put(*make("kept", "one"))
    await embed(writer, 0)
    await writer.put(*make("large", *["filler"] * 1100))
    await embed(writer, *[5] * 1100)
    assert await near(reader, 0) == ["one"]

    await writer.delete(OWNER, "large")

    assert await near(reader, 0) == ["one"]
    assert await near(reader, 5) == []
    await reader.close()
    await writer.close()
