"""The embedded store's own words, ranking and errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trivium.adapters.errors import MixedVectors, TriviumError
from trivium.adapters.stores import _ranked_words
from trivium.adapters.stores._matrix import Extent, MatrixFile
from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.terms import Embedded, Query, Scope

from ..test_database import small_disk  # noqa: F401
from .making import EVERYBODY, ORIGIN, OWNER, axis, embed, make


async def test_words_inside_unspaced_scripts_are_found(embedded: EmbeddedStore) -> None:
    await embedded.put(*make("a", "東京都の図書館は午前九時に開きます。"))
    await embedded.put(*make("b", "大阪の美術館は月曜日に休みます。"))

    hits = await embedded.search(Query(text="図書館はいつ開きますか"), EVERYBODY, limit=9)

    assert hits[0].passage.document_id == "a"
    assert await embedded.delete(OWNER, "a")
    assert await embedded.search(Query(text="図書館"), EVERYBODY, limit=9) == []


async def test_other_forms_of_a_word_are_found(embedded: EmbeddedStore) -> None:
    await embedded.put(*make("a", "Cancelling a subscription."))

    assert await embedded.search(Query(text="How are subscriptions cancelled?"), OWNER, limit=1)


async def test_words_that_stand_everywhere_are_not_looked_for(embedded: EmbeddedStore) -> None:
    await embedded.put(*make("a", "What is it about, and how?"))
    await embedded.put(*make("b", "The reactor."))

    hits = await embedded.search(Query(text="What is the reactor about?"), EVERYBODY, limit=9)

    assert [hit.passage.document_id for hit in hits] == ["b"]


async def test_a_question_of_such_words_only_is_looked_for_all_the_same(
    embedded: EmbeddedStore,
) -> None:
    await embedded.put(*make("a", "To be or not to be."))

    assert await embedded.search(Query(text="to be or not to be"), EVERYBODY, limit=9)


async def test_scoring_only_rows_with_rare_words_changes_no_score(
    embedded: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"common word{n % 3} " + "rare " * (n == 5) + "filler " * (n % 4) for n in range(40)]
    await embedded.put(*make("a", *texts))
    query = Query(text="common word1 word2 rare")
    before = {h.passage.id: h.words for h in await embedded.search(query, EVERYBODY, limit=99)}

    monkeypatch.setattr(_ranked_words, "_SCORED_ROWS", 1)
    after = {h.passage.id: h.words for h in await embedded.search(query, EVERYBODY, limit=99)}

    assert 0 < len(after) < len(before)
    assert after == {name: before[name] for name in after}


async def test_words_weigh_more_the_more_of_the_question_they_cover(
    embedded: EmbeddedStore,
) -> None:
    await embedded.put(*make("all", "Heron nests in reed beds by the canal."))
    await embedded.put(*make("near", "Birds live near water."))
    for n in range(20):
        await embedded.put(*make(f"other{n}", f"Nothing of it, number {n}."))
    vectors = [axis(0) * 0.6 + axis(1) * 0.8, axis(0) * 0.8 + axis(2) * 0.6]
    for vector in [*vectors, *[axis(n % 5 + 3) for n in range(20)]]:
        (waiting,) = await embedded.pending(OWNER, limit=1)
        await embedded.attach([Embedded(id=waiting.id, vector=vector)], origin=ORIGIN)

    async def first(text: str) -> str:
        hits = await embedded.search(Query(text=text, vector=axis(0)), EVERYBODY, limit=9)
        return hits[0].passage.document_id

    assert await first("heron nests reed beds canal") == "all"
    assert await first("something else entirely") == "near"


async def test_a_question_of_another_dimension_says_so(embedded: EmbeddedStore) -> None:
    await embedded.put(*make("a", "one"))
    await embed(embedded, 0)

    with pytest.raises(MixedVectors, match="4 dimensions.*8.*`trivium reindex`"):
        await embedded.search(Query(text="", vector=axis(0, dimensions=4)), OWNER, limit=1)


async def test_an_id_that_another_passage_has_is_refused(embedded: EmbeddedStore) -> None:
    document, text, passages = make("a", "one")
    await embedded.put(document, text, passages)

    with pytest.raises(TriviumError, match="has the id of another"):
        await embedded.put(make("b", "one")[0], text, passages)

    assert await embedded.document(OWNER, "b") is None


async def test_a_failed_replacement_keeps_the_old_document(embedded: EmbeddedStore) -> None:
    taken = make("other", "taken")
    await embedded.put(*taken)
    await embedded.put(*make("a", "The old pump."))
    document, text, _ = make("a", "The new pump.")

    with pytest.raises(TriviumError):
        await embedded.put(document, text, taken[2])

    assert await embedded.text(OWNER, "a") == "The old pump."
    assert await embedded.search(Query(text="old pump"), EVERYBODY, limit=1)


async def test_nothing_is_made_before_the_first_use(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "home")
    await store.close()

    assert not (tmp_path / "home").exists()


async def test_a_very_long_list_of_ids_and_groups_is_fine(embedded: EmbeddedStore) -> None:
    await embedded.put(*make("a", "The pump.", groups={"g7"}))
    await embed(embedded, 0)
    many = Scope(groups=frozenset(f"g{n}" for n in range(20_000)))
    ids = [f"d{n}" for n in range(40_000)] + ["a"]

    assert len(await embedded.read(many, ids)) == 1
    query = Query(text="pump", vector=axis(0), documents=frozenset(ids))
    assert len(await embedded.search(query, many, limit=9)) == 1


def test_the_written_vector_is_what_is_read(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).standard_normal((100, 8)).astype(np.float32)
    extent = Extent(1, ORIGIN, 8, 100, 0, 100)
    file = MatrixFile(tmp_path)
    file.write(extent, 0, range(100), vectors)

    view = file.view(extent)

    assert np.array_equal(view.vectors, vectors)
    assert view.passages.tolist() == list(range(100))
