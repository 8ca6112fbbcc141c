"""Beyond the contract: half a document is never seen, and vectors are moved without a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.errors import Conflict, MixedVectors, Unavailable, Upstream
from trivium.adapters.stores import _weaviate_schema as schema
from trivium.adapters.stores.weaviate import WeaviateStore
from trivium.adapters.terms import Embedded, Passage, Query, Scope

from ..adapters.stores.making import EVERYBODY, ORIGIN, OWNER, axis, embed, make, search
from .running import drop, fresh, shared


class Other(HashedWords):
    """Another embedder by its name alone."""

    name = "other"
    fails = False

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        if self.fails:
            raise Upstream("The vendor is away.")
        return await super().passages(passages)


async def test_no_reader_sees_half_of_a_document_while_it_is_replaced(store: WeaviateStore) -> None:
    texts = ["pump", "pump valve", "pump valve oil"]
    await store.put(*make("a", *texts[:1] * 3))
    done = False

    async def write() -> None:
        nonlocal done
        for n in range(12):
            await store.put(*make("a", *[texts[n % 3]] * (n % 3 * 40 + 3)))
        done = True

    async def look() -> None:
        while not done:
            read = await store.read(EVERYBODY, ["a"])
            text = await store.text(EVERYBODY, "a")
            hits = await store.search(Query(text="pump"), EVERYBODY, limit=200)
            assert len({passage.text for passage in read}) == 1
            assert len(read) == texts.index(read[0].text) * 40 + 3
            assert text is not None
            assert len({line for line in text.split("\n")}) == 1
            assert len({hit.passage.version for hit in hits}) == 1
            assert len(hits) == texts.index(hits[0].passage.text) * 40 + 3

    await asyncio.gather(write(), look(), look())


async def test_what_a_killed_process_left_is_never_found(store: WeaviateStore) -> None:
    document, text, passages = make("a", "the pump")
    await store.writing._write_passages(
        document, [{**row, "edition": "0"} for row in await _rows(store, document, passages)]
    )

    assert await search(store, "pump") == []
    assert await store.pending(OWNER, limit=9) == []
    await store.put(document, text, passages)
    assert await search(store, "pump") == ["a"]
    await store._sweeper.close()
    left = await store.data.find(store.data.names.passages, None, ["edition"], tenant="default")
    assert len(left) == 1


async def _rows(store: WeaviateStore, document: object, passages: object) -> list:
    from trivium.adapters.stores._weaviate_rows import passage_rows

    return passage_rows(document, passages, "0", store.writing.stems)


async def test_what_is_left_behind_does_not_use_up_the_limit(store: WeaviateStore) -> None:
    document, _, passages = make("a", *["pump pump pump"] * 30)
    rows = await _rows(store, document, passages)
    await store.writing._write_passages(document, rows)
    await store.put(*make("b", "one pump among many other words of a longer sentence"))

    assert await search(store, "pump", limit=1) == ["b"]


async def test_each_tenant_has_a_shard_of_its_own_from_its_first_document(
    store: WeaviateStore,
) -> None:
    assert await store.data.tenants() == []
    await store.put(*make("a", "one", tenant="north"))
    await store.put(*make("b", "two", tenant="South Ltd."))

    shards = await store.data.tenants()

    assert len(shards) == 2
    assert "north" in shards


async def test_only_what_was_not_taken_is_written_again(store: WeaviateStore) -> None:
    data, taken, tried = store.data, [], []
    insert = data.insert

    async def flaky(collection, objects, tenant):
        tried.append(len(objects))
        failed = range(1, len(objects), 2) if len(tried) < 3 else []
        good = [one for place, one in enumerate(objects) if place not in failed]
        taken.extend(good)
        await insert(collection, good, tenant)
        return dict.fromkeys(failed, "busy")

    data.insert = flaky
    document, _, passages = make("a", *(f"pump {n}" for n in range(10)))
    await store.writing._write_passages(document, await _rows(store, document, passages))

    assert tried == [10, 5, 2]
    assert len(taken) == len({one.uuid for one in taken}) == 10


async def test_what_is_never_taken_is_an_error(store: WeaviateStore) -> None:
    async def refuse(collection, objects, tenant):
        return dict.fromkeys(range(len(objects)), "the disk is full")

    await search(store, "anything")
    store.data.insert = refuse

    with pytest.raises(Unavailable, match="did not take 1 of 1.*the disk is full"):
        await store.put(*make("a", "one"))
    assert await store.document(OWNER, "a") is None


async def test_a_collection_of_somebody_else_is_not_written_to(store: WeaviateStore) -> None:
    names = store.data.names
    await store.data.connection.call(
        lambda client: schema.create(
            client, names.texts, {"edition": "i"}, tenants=True, replicas=1
        ),
        times=6,
    )

    with pytest.raises(Conflict, match=f"{names.texts}.*document, edition, piece.*COLLECTION"):
        await store.put(*make("a", "one"))


async def test_collections_of_an_older_trivium_get_what_they_lack(store: WeaviateStore) -> None:
    older = {name: kind for name, kind in schema.PASSAGES.items() if name != "about"}
    documents = {name: kind for name, kind in schema.DOCUMENTS.items() if name != "added_by"}
    names = store.data.names

    async def prepared(client):
        first = names.generation(1)
        await schema.create(client, first, older, tenants=True, replicas=1)
        await client.alias.create(alias_name=names.passages, target_collection=first)
        await schema.create(client, names.documents, documents, tenants=False, replicas=1)

    await store.data.connection.call(prepared, times=6)
    await store.put(*make("a", "It has four seats.", about="The Zephyr's cabin.", added_by="ann"))

    [hit] = await store.search(Query(text="zephyr"), EVERYBODY, limit=5)
    assert hit.passage.about == "The Zephyr's cabin."
    assert [document.added_by for document in await store.documents(EVERYBODY)] == ["ann"]


async def test_what_was_written_about_passages_is_moved_with_them(store: WeaviateStore) -> None:
    embedder, other = HashedWords(), Other()
    await store.put(*make("a", "It has four seats.", about="The Zephyr's cabin."))
    await store.attach(
        await embedder.passages(await store.pending(OWNER, limit=9)), origin=embedder.name
    )

    assert await store.reindex(other) == 1

    [passage] = await store.read(OWNER, ["a"])
    assert passage.about == "The Zephyr's cabin."
    assert await search(store, "zephyr") == ["a"]


async def test_a_second_process_finds_everything(store: WeaviateStore) -> None:
    await store.put(*make("a", "the pump"))
    await embed(store, 0)
    other = fresh(shared(), weaviate_collection=store.data.names.prefix)

    assert await search(other, "pump") == ["a"]
    version = (await other.corpus(EVERYBODY)).version
    await store.delete(OWNER, "a")
    assert await search(other, "pump") == []
    assert (await other.corpus(EVERYBODY)).version != version
    await other.close()


async def test_reindexing_leaves_no_moment_without_answers(store: WeaviateStore) -> None:
    old, new = HashedWords(256), Other(256)
    for n in range(40):
        await store.put(*make(f"d{n:02}", f"pump number{n}", tenant=f"t{n % 2}"))
    assert await store.reindex(old) == 40
    moved, asked, told = False, 0, []

    async def ask() -> None:
        nonlocal asked
        while not moved:
            hits = await store.search(Query(text="pump"), OWNER, limit=99)
            assert len(hits) >= 40
            asked += 1

    async def reindex() -> None:
        nonlocal moved
        assert await store.reindex(new, lambda done, of: told.append((done, of))) >= 40
        moved = True

    async def put() -> None:
        for n in range(40, 46):
            await store.put(*make(f"d{n:02}", f"pump number{n}"))
            await asyncio.sleep(0.05)

    await asyncio.gather(ask(), reindex(), put())

    assert asked > 3
    assert told[-1][0] >= 40
    await store.reindex(new)
    corpus = await store.corpus(OWNER)
    assert (corpus.documents, corpus.passages, corpus.pending) == (46, 46, 0)
    query = Query(text="", vector=await new.query("pump number7"))
    hits = await store.search(query, Scope(tenant="t1"), limit=1)
    assert hits[0].passage.text == "pump number7"
    assert len(await _collections(store)) == 4


async def _collections(store: WeaviateStore) -> list[str]:
    async def job(client):
        return [
            n for n in await client.collections.list_all() if n.startswith(store.data.names.prefix)
        ]

    return await store.data.run(job)


async def test_reindexing_that_was_stopped_answers_as_before_and_goes_on(
    store: WeaviateStore,
) -> None:
    await store.put(*make("a", "the harbour closes", "bread needs flour"))
    old, new = HashedWords(16), Other(8)
    await store.reindex(old)
    new.fails = True
    with pytest.raises(Upstream):
        await store.reindex(new)

    query = Query(text="", vector=await old.query("harbour"))
    assert (await store.search(query, EVERYBODY, limit=1))[0].passage.text == "the harbour closes"

    new.fails = False
    assert await store.reindex(new) == 2
    assert await store.reindex(new) == 0
    kept = await store.sentences(OWNER, [p.id for p in await store.read(OWNER, ["a"])])
    assert {len(item.vector) for item in kept.values()} == {8}


async def test_a_question_is_not_compared_with_vectors_of_another_embedder(
    store: WeaviateStore,
) -> None:
    await store.put(*make("a", "one"))
    await embed(store, 0)
    (passage,) = await store.read(OWNER, ["a"])
    other = fresh(shared(), weaviate_collection=store.data.names.prefix)
    other.catalogue.questions = "another"

    with pytest.raises(MixedVectors, match=f"'another'.*'{ORIGIN}'.*`trivium reindex`"):
        await other.search(Query(text="", vector=axis(0)), OWNER, limit=1)
    with pytest.raises(MixedVectors, match="4 dimensions"):
        await store.search(Query(text="", vector=axis(0, dimensions=4)), EVERYBODY, limit=1)
    assert await other.sentences(OWNER, [passage.id]) == {}
    await other.close()


async def test_a_long_text_comes_back_whole(store: WeaviateStore) -> None:
    document, _, passages = make("a", "one")
    text = "a long text é " * 200_000

    await store.put(document, text, passages)

    assert await store.text(EVERYBODY, "a") == text


async def test_two_stores_with_names_of_their_own_do_not_meet(store: WeaviateStore) -> None:
    other = fresh(shared())
    await store.put(*make("a", "the pump"))

    assert await search(other, "pump") == []
    await drop(other)
