"""Another embedder: its vectors are refused beside the old ones, and made anew on demand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from trivium.adapters.base import Store
from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.errors import MixedVectors, Upstream
from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Embedded, Passage, Query

from .making import OWNER, make


class Other(HashedWords):
    """Another embedder by its name alone."""

    name = "other"
    fails = False

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        if self.fails:
            raise Upstream("The vendor is away.")
        return await super().passages(passages)


@pytest.fixture(params=["embedded", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    made: Store = EmbeddedStore(tmp_path) if request.param == "embedded" else MemoryStore()
    await made.put(*make("a", "the harbour closes at night", "bread needs flour"))
    await made.put(*make("b", "ships wait outside", tenant="other"))
    assert await made.reindex(HashedWords(16)) == 3
    return made


async def first(store: Store, text: str, embedder: HashedWords) -> str:
    query = Query(text="", vector=await embedder.query(text))
    hits = await store.search(query, OWNER, limit=1)
    return hits[0].passage.text if hits else ""


async def test_all_passages_of_all_tenants_get_the_vectors_of_the_embedder(store: Store) -> None:
    other = Other(8)

    assert await store.reindex(other) == 3

    assert (await store.corpus(OWNER)).pending == 0
    assert await first(store, "bread flour", other) == "bread needs flour"
    kept = await store.sentences(OWNER, [h.id for h in await store.read(OWNER, ["a", "b"])])
    assert {len(embedded.vector) for embedded in kept.values()} == {8}


async def test_what_is_there_already_is_not_made_again(store: Store) -> None:
    assert await store.reindex(HashedWords(16)) == 0
    await store.put(*make("c", "new words"))
    assert await store.reindex(HashedWords(16)) == 1


async def test_progress_is_told(store: Store) -> None:
    told: list[tuple[int, int]] = []

    await store.reindex(Other(8), lambda done, total: told.append((done, total)))

    assert told == [(3, 3)]


async def test_interrupted_it_is_answered_by_words_and_goes_on_later(store: Store) -> None:
    other = Other(8)
    other.fails = True
    with pytest.raises(Upstream):
        await store.reindex(other)

    query = Query(text="harbour", vector=await other.query("harbour"))
    hits = await store.search(query, OWNER, limit=5)
    assert [hit.passage.text for hit in hits] == ["the harbour closes at night"]
    assert len(await store.pending(OWNER, limit=9)) == 3

    other.fails = False
    assert await store.reindex(other) == 3


async def test_old_and_new_vectors_are_not_mixed(store: Store) -> None:
    (passage, *_) = await store.read(OWNER, ["a"])

    with pytest.raises(MixedVectors, match="other.*`trivium reindex`"):
        await store.attach(await Other(16).passages([passage]), origin="other")


async def test_a_question_is_not_compared_with_vectors_of_another_embedder(tmp_path: Path) -> None:
    written = EmbeddedStore(tmp_path)
    await written.put(*make("a", "the harbour closes at night"))
    await written.reindex(HashedWords(16))
    asked = EmbeddedStore(tmp_path, origin="other")
    (passage,) = await asked.read(OWNER, ["a"])

    with pytest.raises(MixedVectors, match="'other'.*'hashed-words'.*`trivium reindex`"):
        await asked.search(Query(text="", vector=await Other(16).query("x")), OWNER, limit=1)

    assert await asked.sentences(OWNER, [passage.id]) == {}
    await asked.close()
    await written.close()
