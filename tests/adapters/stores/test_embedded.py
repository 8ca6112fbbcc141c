"""The store in SQLite and a mapped matrix: crashes, several processes, compaction, ranking."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from trivium.adapters.errors import DiskFull, MixedVectors, TriviumError
from trivium.adapters.stores import _ranked_words, _writing
from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.terms import Embedded, Query, Scope

from ..test_database import small_disk  # noqa: F401
from .making import EVERYBODY, ORIGIN, OWNER, axis, embed, make

ROOT = Path(__file__).parents[3]
HEAD = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.adapters.stores.making import *
from trivium.adapters.stores import _writing
from trivium.adapters.stores.embedded import EmbeddedStore
store = EmbeddedStore(Path(sys.argv[1]))
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    made = EmbeddedStore(tmp_path)
    yield made
    await made.close()


def start(home: Path, body: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + body, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def files(home: Path) -> list[str]:
    return sorted(path.name for path in home.glob("vectors-*"))


async def near(store: EmbeddedStore, number: int, limit: int = 1) -> list[str]:
    hits = await store.search(Query(text="", vector=axis(number)), OWNER, limit=limit)
    return [hit.passage.text for hit in hits if hit.vectors > 0.5]


# What survives


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
        _writing.attach(connection, store._file, vectors, ORIGIN)
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


# Several processes


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


# Compaction


async def test_dead_vectors_are_compacted_away(tmp_path: Path, store: EmbeddedStore) -> None:
    await store.put(*make("kept", "one", "two"))
    await embed(store, 0, 1)
    large = make("large", *["filler"] * 2000)
    await store.put(*large)
    await embed(store, *[5] * 2000)
    size = (tmp_path / files(tmp_path)[0]).stat().st_size

    await store.delete(OWNER, "large")

    newest = tmp_path / files(tmp_path)[-1]
    assert newest.stat().st_size < size / 500
    assert [await near(store, n) for n in (0, 1, 5)] == [["one"], ["two"], []]
    await store.put(*make("new", "three"))
    await embed(store, 2)
    assert await near(store, 2) == ["three"]


async def test_no_more_than_two_files_of_vectors_are_kept(
    tmp_path: Path, store: EmbeddedStore
) -> None:
    await store.put(*make("kept", "one"))
    await embed(store, 0)
    for _ in range(4):
        await store.put(*make("large", *["filler"] * 1100))
        await embed(store, *[5] * 1100)
        await store.delete(OWNER, "large")

    assert len(files(tmp_path)) == 2
    assert await near(store, 0) == ["one"]


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


# Ranking


async def test_words_inside_unspaced_scripts_are_found(store: EmbeddedStore) -> None:
    await store.put(*make("a", "東京都の図書館は午前九時に開きます。"))
    await store.put(*make("b", "大阪の美術館は月曜日に休みます。"))

    hits = await store.search(Query(text="図書館はいつ開きますか"), EVERYBODY, limit=9)

    assert hits[0].passage.document_id == "a"
    assert await store.delete(OWNER, "a")
    assert await store.search(Query(text="図書館"), EVERYBODY, limit=9) == []


async def test_other_forms_of_a_word_are_found(store: EmbeddedStore) -> None:
    await store.put(*make("a", "Cancelling a subscription."))

    assert await store.search(Query(text="How are subscriptions cancelled?"), OWNER, limit=1)


async def test_words_that_stand_everywhere_are_not_looked_for(store: EmbeddedStore) -> None:
    await store.put(*make("a", "What is it about, and how?"))
    await store.put(*make("b", "The reactor."))

    hits = await store.search(Query(text="What is the reactor about?"), EVERYBODY, limit=9)

    assert [hit.passage.document_id for hit in hits] == ["b"]


async def test_a_question_of_such_words_only_is_looked_for_all_the_same(
    store: EmbeddedStore,
) -> None:
    await store.put(*make("a", "To be or not to be."))

    assert await store.search(Query(text="to be or not to be"), EVERYBODY, limit=9)


async def test_scoring_only_rows_with_rare_words_changes_no_score(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"common word{n % 3} " + "rare " * (n == 5) + "filler " * (n % 4) for n in range(40)]
    await store.put(*make("a", *texts))
    query = Query(text="common word1 word2 rare")
    before = {h.passage.id: h.words for h in await store.search(query, EVERYBODY, limit=99)}

    monkeypatch.setattr(_ranked_words, "_SCORED_ROWS", 1)
    after = {h.passage.id: h.words for h in await store.search(query, EVERYBODY, limit=99)}

    assert 0 < len(after) < len(before)
    assert after == {name: before[name] for name in after}


async def test_words_weigh_more_the_more_of_the_question_they_cover(store: EmbeddedStore) -> None:
    await store.put(*make("all", "Heron nests in reed beds by the canal."))
    await store.put(*make("near", "Birds live near water."))
    for n in range(20):
        await store.put(*make(f"other{n}", f"Nothing of it, number {n}."))
    vectors = [axis(0) * 0.6 + axis(1) * 0.8, axis(0) * 0.8 + axis(2) * 0.6]
    for vector in [*vectors, *[axis(n % 5 + 3) for n in range(20)]]:
        (waiting,) = await store.pending(OWNER, limit=1)
        await store.attach([Embedded(id=waiting.id, vector=vector)], origin=ORIGIN)

    async def first(text: str) -> str:
        hits = await store.search(Query(text=text, vector=axis(0)), EVERYBODY, limit=9)
        return hits[0].passage.document_id

    assert await first("heron nests reed beds canal") == "all"
    assert await first("something else entirely") == "near"


# Errors


async def test_a_question_of_another_dimension_says_so(store: EmbeddedStore) -> None:
    await store.put(*make("a", "one"))
    await embed(store, 0)

    with pytest.raises(MixedVectors, match="4 dimensions.*8"):
        await store.search(Query(text="", vector=axis(0, dimensions=4)), OWNER, limit=1)


async def test_an_id_that_another_passage_has_is_refused(store: EmbeddedStore) -> None:
    document, text, passages = make("a", "one")
    await store.put(document, text, passages)

    with pytest.raises(TriviumError, match="has the id of another"):
        await store.put(make("b", "one")[0], text, passages)

    assert await store.document(OWNER, "b") is None


async def test_a_failed_replacement_keeps_the_old_document(store: EmbeddedStore) -> None:
    taken = make("other", "taken")
    await store.put(*taken)
    await store.put(*make("a", "The old pump."))
    document, text, _ = make("a", "The new pump.")

    with pytest.raises(TriviumError):
        await store.put(document, text, taken[2])

    assert await store.text(OWNER, "a") == "The old pump."
    assert await store.search(Query(text="old pump"), EVERYBODY, limit=1)


async def test_nothing_is_made_before_the_first_use(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "home")
    await store.close()

    assert not (tmp_path / "home").exists()


async def test_a_very_long_list_of_ids_and_groups_is_fine(store: EmbeddedStore) -> None:
    await store.put(*make("a", "The pump.", groups={"g7"}))
    await embed(store, 0)
    many = Scope(groups=frozenset(f"g{n}" for n in range(20_000)))
    ids = [f"d{n}" for n in range(40_000)] + ["a"]

    assert len(await store.read(many, ids)) == 1
    query = Query(text="pump", vector=axis(0), documents=frozenset(ids))
    assert len(await store.search(query, many, limit=9)) == 1


def test_the_written_vector_is_what_is_read(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).standard_normal((100, 8)).astype(np.float32)
    extent = _writing.Extent(1, ORIGIN, 8, 100, 0, 100)
    file = _writing.MatrixFile(tmp_path)
    file.write(extent, 0, range(100), vectors)

    view = file.view(extent)

    assert np.array_equal(view.vectors, vectors)
    assert view.passages.tolist() == list(range(100))
