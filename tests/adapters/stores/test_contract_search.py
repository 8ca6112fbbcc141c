"""What every store finds."""

from __future__ import annotations

import pytest

from trivium.adapters.base import Store
from trivium.adapters.terms import Query

from .making import EVERYBODY, axis, embed, found, make, search

SYNTAX = [
    '"',
    "'",
    "AND",
    "OR",
    "NOT pump",
    "NEAR(",
    "pump*",
    "text:pump",
    "(",
    "^pump",
    "-",
    "a:b",
]


async def test_what_was_put_is_found_by_its_words_at_once(store: Store) -> None:
    await store.put(*make("pump", "The pump needs oil every month."))
    await store.put(*make("door", "The door closes by itself."))

    assert (await search(store, "Which oil does the pump need?"))[0] == "pump"


async def test_the_better_match_comes_first(store: Store) -> None:
    await store.put(*make("other", "The valve leaks."))
    await store.put(*make("both", "The pump and its valve."))

    hits = await store.search(Query(text="pump valve"), EVERYBODY, limit=10)

    assert found(hits) == ["both", "other"]
    assert hits[0].score >= hits[1].score
    assert hits[0].words > 0


async def test_words_of_the_title_and_the_headings_count(store: Store) -> None:
    await store.put(*make("a", "It takes two weeks.", title="Delivery", context="Iceland"))
    await store.put(*make("b", "It takes two days.", title="Delivery", context="Norway"))

    assert (await search(store, "iceland delivery"))[0] == "a"


async def test_what_a_model_wrote_about_a_passage_is_searched_and_comes_back(store: Store) -> None:
    await store.put(*make("a", "It has four seats.", about="The Zephyr's cabin. \ud83d"))
    await store.put(*make("b", "It has two seats."))

    [hit] = await store.search(Query(text="zephyr"), EVERYBODY, limit=5)
    assert hit.passage.about == "The Zephyr's cabin. \ud83d"
    assert hit.passage.text == "It has four seats."
    [read] = await store.read(EVERYBODY, ["a"])
    assert read.about == hit.passage.about

    await store.put(*make("a", "It has four seats."))
    assert await search(store, "zephyr") == []


async def test_attached_vectors_find_what_words_do_not(store: Store) -> None:
    await store.put(*make("two", "first", "second"))
    await embed(store, 0, 1)

    hits = await store.search(Query(text="", vector=axis(1)), EVERYBODY, limit=1)

    assert [hit.passage.text for hit in hits] == ["second"]
    assert hits[0].vectors == pytest.approx(1, abs=1e-3)


async def test_words_find_what_has_no_vector_yet(store: Store) -> None:
    await store.put(*make("old", "The pump."))
    await embed(store, 0)
    await store.put(*make("new", "The windmill."))

    hits = await store.search(Query(text="windmill", vector=axis(0)), EVERYBODY, limit=10)

    assert "new" in found(hits)


async def test_a_query_can_be_narrowed_to_documents(store: Store) -> None:
    for name in ("a", "b", "c"):
        await store.put(*make(name, "The pump."))
    await embed(store, 0, 0, 0)

    query = Query(text="pump", vector=axis(0), documents=frozenset({"b", "gone"}))

    assert found(await store.search(query, EVERYBODY, limit=10)) == ["b"]


async def test_narrowed_to_no_document_nothing_is_found(store: Store) -> None:
    await store.put(*make("a", "The pump."))
    await embed(store, 0)

    query = Query(text="pump", vector=axis(0), documents=frozenset())

    assert await store.search(query, EVERYBODY, limit=10) == []


async def test_no_more_than_the_limit_is_found(store: Store) -> None:
    await store.put(*make("many", *(f"pump {n}" for n in range(20))))

    assert len(await search(store, "pump", limit=7)) == 7
    assert await search(store, "pump", limit=0) == []


@pytest.mark.parametrize("text", ["", " ", "\x00", "?!", *SYNTAX])
async def test_any_question_is_only_words(store: Store, text: str) -> None:
    await store.put(*make("a", "The pump and the text near it."))

    assert set(await search(store, text)) <= {"a"}


@pytest.mark.parametrize("text", SYNTAX)
async def test_syntax_does_not_hide_the_words_beside_it(store: Store, text: str) -> None:
    await store.put(*make("a", "The turbine stands still."))

    assert await search(store, f"turbine {text}") == ["a"]


async def test_an_enormous_question_is_answered(store: Store) -> None:
    await store.put(*make("a", "The pump."))

    assert await search(store, "pump " * 200_000) == ["a"]


async def test_an_empty_store_finds_nothing(store: Store) -> None:
    assert await store.search(Query(text="pump", vector=axis(0)), EVERYBODY, limit=10) == []
