"""How every store takes vectors, and counts what it has."""

from __future__ import annotations

import numpy as np
import pytest

from trivium.adapters.base import Store
from trivium.adapters.errors import MixedVectors
from trivium.adapters.terms import Embedded, Query, Scope

from .making import EVERYBODY, ORIGIN, OWNER, axis, embed, found, make


async def test_passages_wait_for_vectors_oldest_first(store: Store) -> None:
    await store.put(*make("b", "b0", "b1"))
    await store.put(*make("a", "a0"))

    async def waiting(limit: int) -> list[str]:
        return [passage.text for passage in await store.pending(OWNER, limit=limit)]

    assert await waiting(10) == ["b0", "b1", "a0"]
    assert await waiting(2) == ["b0", "b1"]
    assert await waiting(0) == []
    await embed(store, 0)
    assert await waiting(10) == ["b1", "a0"]


async def test_a_document_is_ready_when_none_of_its_passages_waits(store: Store) -> None:
    async def status() -> str:
        kept = await store.document(EVERYBODY, "a")
        assert kept is not None
        assert [d.status for d in await store.documents(EVERYBODY)] == [kept.status]
        return kept.status

    await store.put(*make("a", "one", "two"))
    assert await status() == "words"
    await embed(store, 0)
    assert await status() == "words"
    await embed(store, 1)
    assert await status() == "ready"


async def test_what_was_attached_comes_back(store: Store) -> None:
    await store.put(*make("a", "one", "two", "three"))
    attached = await embed(store, 3, 4)
    waiting = (await store.pending(OWNER, limit=1))[0]
    await store.attach([], origin=ORIGIN)

    kept = await store.sentences(EVERYBODY, [*(item.id for item in attached), waiting.id, "gone"])

    assert set(kept) == {item.id for item in attached}
    for item in attached:
        assert kept[item.id].vector == pytest.approx(item.vector, abs=1e-3)
        assert kept[item.id].sentences is not None
        assert np.array_equal(kept[item.id].sentences, item.sentences)


async def test_vectors_of_passages_that_are_gone_are_passed_over(store: Store) -> None:
    await store.put(*make("a", "one"))
    gone = await embed(store, 0)
    await store.delete(OWNER, "a")
    await store.put(*make("b", "two"))

    await store.attach(gone, origin=ORIGIN)

    assert await store.search(Query(text="", vector=axis(0)), OWNER, limit=10) == []
    assert len(await store.pending(OWNER, limit=10)) == 1


async def test_vectors_of_another_embedder_are_refused(store: Store) -> None:
    await store.put(*make("a", "one", "two"))
    attached = await embed(store, 0)

    with pytest.raises(MixedVectors, match=r"other/8.*`trivium (ingest|reindex)") as refused:
        await store.attach(attached, origin="other/8")

    assert ORIGIN in str(refused.value)
    assert len(await store.pending(OWNER, limit=10)) == 1


async def test_an_index_without_vectors_takes_any_embedder(store: Store) -> None:
    await store.put(*make("a", "one"))
    await embed(store, 0)
    await store.delete(OWNER, "a")
    _, _, passages = made = make("b", "two")
    await store.put(*made)

    vector = axis(1, dimensions=4)
    await store.attach([Embedded(id=passages[0].id, vector=vector)], origin="other/4")

    hits = await store.search(Query(text="", vector=vector), EVERYBODY, limit=10)
    assert found(hits) == ["b"]


async def test_the_corpus_counts_what_the_scope_sees(store: Store) -> None:
    await store.put(*make("a", "one two three", "four", updated=4e9))
    await store.put(*make("b", "five", groups={"x"}, updated=1.0))
    await embed(store, 0)

    public, all_ = await store.corpus(EVERYBODY), await store.corpus(OWNER)

    assert (public.documents, public.passages, public.pending) == (1, 2, 1)
    assert (all_.documents, all_.passages, all_.pending) == (2, 3, 2)
    assert 0 < public.tokens < all_.tokens
    assert (public.changed_last_week, all_.changed_last_week) == (1, 1)


async def test_the_version_changes_with_every_change(store: Store) -> None:
    seen = [(await store.corpus(EVERYBODY)).version]

    async def changed() -> bool:
        seen.append((await store.corpus(EVERYBODY)).version)
        return seen[-1] not in seen[:-1]

    await store.put(*make("a", "one"))
    assert await changed()
    await embed(store, 0)
    assert await changed()
    await store.put(*make("a", "one"))
    assert await changed()
    await store.delete(OWNER, "a")
    assert await changed()
    assert (await store.corpus(EVERYBODY)).version == seen[-1]


async def test_the_version_tells_nothing_of_another_tenant(store: Store) -> None:
    north = Scope(tenant="north")
    await store.put(*make("a", "one", tenant="north"))
    version = (await store.corpus(north)).version
    await store.put(*make("b", "one", tenant="south"))

    assert (await store.corpus(north)).version == version
    assert not version.isdecimal()
