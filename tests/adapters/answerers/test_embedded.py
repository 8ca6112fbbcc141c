"""The embedded answerer quotes, cites, goes on, extracts, compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trivium.adapters.answerers._evidence import Asked
from trivium.adapters.answerers.embedded import NOT_THERE, Extractive
from trivium.adapters.base import Embedder
from trivium.adapters.errors import Unavailable
from trivium.adapters.sentences import sentences
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Embedded, Passage, Scope

from .conftest import Answering, said
from .making import PAPERS, papers, passage

BORROWING = "Readers may borrow ten books at a time. Each loan lasts 28 days."


def document(title: str) -> tuple[Passage, ...]:
    return next(tuple(passages) for found, _, passages in papers() if found.title == title)


async def test_every_sentence_is_followed_by_its_marker(library: Answering) -> None:
    text = await library("How many days of annual leave do employees have?")

    assert text.startswith("Every employee has 29 days of annual leave. [1]")
    assert all(part.endswith("]") for part in sentences(text)[-1:])


async def test_says_only_what_the_documents_say(library: Answering) -> None:
    text = await library("May the tenant sublet the premises?")

    everything = " ".join(part for parts in PAPERS.values() for _, part in parts)
    quoted = [part.strip() for part in text.replace("]", "[").split("[")[::2] if part.strip()]
    assert quoted
    assert all(part in everything for part in quoted)


async def test_goes_by_words_without_vectors() -> None:
    given = (passage(BORROWING), passage("The pilot boat is red.", number=1))

    text = await said(Extractive(), "How many books may readers borrow?", given)

    assert text.startswith("Readers may borrow ten books at a time. [1]")


async def test_goes_by_words_where_a_vector_is_missing(
    store: MemoryStore, embedder: Embedder
) -> None:
    given = (*document("Reader's guide"), passage("New and not embedded yet.", number=9))

    text = await said(Extractive(store, embedder), "How many books may readers borrow?", given)

    assert "Readers may borrow ten books at a time. [1]" in text


class Unreachable(MemoryStore):
    async def sentences(self, scope: Scope, passages: Sequence[str]) -> Mapping[str, Embedded]:
        raise Unavailable("The store is away; wait for it.")


async def test_goes_by_words_when_the_store_fails(embedder: Embedder) -> None:
    answerer = Extractive(Unreachable(), embedder)

    text = await said(answerer, "How many books may readers borrow?", (passage(BORROWING),))

    assert text.startswith("Readers may borrow ten books")


async def test_a_sentence_that_points_back_brings_the_one_before_it(library: Answering) -> None:
    text = await library("How often can a loan be renewed?")

    assert text.index("Each loan lasts 28 days.") < text.index("It can be renewed twice")


async def test_what_left_already_is_not_said_again() -> None:
    first = "Readers may borrow ten books at a time. [1]"

    text = await said(
        Extractive(), "How many books may readers borrow?", (passage(BORROWING),), kept=first
    )

    assert "ten books" not in text


async def test_nothing_new_behind_what_left_is_silence_and_no_refusal() -> None:
    given = (passage("The pilot boat is red."),)

    text = await said(Extractive(), "Who owns the moon?", given, kept="The moon is far. [1]")

    assert text == ""


async def test_equal_sentences_of_two_passages_are_said_once() -> None:
    given = (passage(BORROWING), passage(BORROWING, number=1))

    text = await said(Extractive(), "How many books may readers borrow?", given)

    assert text.count("ten books") == 1


async def test_finds_the_passage_in_a_long_document(store: MemoryStore, embedder: Embedder) -> None:
    every = tuple(p for _, _, passages in papers() for p in passages)

    text = await said(Extractive(store, embedder), "When does the lease begin?", every * 20)

    assert "The lease begins on 1 May 2022" in text


async def test_an_extract_has_a_sentence_a_section_in_their_order(
    store: MemoryStore, embedder: Embedder
) -> None:
    answerer = Extractive(store, embedder)

    text = await said(answerer, "Summarise the guide", document("Reader's guide"), shape="whole")

    headings = ["Borrowing", "Late books", "Lost books", "Opening hours", "Reading hall"]
    places = [text.index(f"### {heading}\n\n") for heading in headings]
    assert places == sorted(places)
    assert [f"[{n}]" in text for n in range(1, 6)] == [True] * 5
    assert 5 <= text.count("[") <= 12


async def test_an_extract_without_headings_goes_evenly_through_the_text() -> None:
    given = tuple(
        passage(f"Chapter {n} tells of the {n}th voyage of the ship and its crew.", number=0)
        for n in range(60)
    )

    text = await said(Extractive(), "What is the book about?", given, shape="whole")

    assert 5 <= text.count("[") <= 12
    assert "Chapter 5" in text[-90:]


async def test_an_extract_of_nothing_is_no_answer() -> None:
    assert await said(Extractive(), "Summarise it", (), shape="whole") == f"({NOT_THERE})"


async def test_a_comparison_shows_the_sides_that_the_question_names(
    store: MemoryStore, embedder: Embedder
) -> None:
    answerer = Extractive(store, embedder)

    text = await said(
        answerer,
        "Compare annual leave and parental leave",
        document("Staff handbook"),
        shape="compare",
    )

    annual, parental = text.split("### Parental leave")
    assert annual.startswith("### Annual leave")
    assert "29 days of annual leave" in annual
    assert "14 months of parental leave" in parental


async def test_a_comparison_without_names_shows_the_documents(
    store: MemoryStore, embedder: Embedder
) -> None:
    given = (*document("Staff handbook"), *document("Lease of the annexe"))

    text = await said(
        Extractive(store, embedder), "How do the notice periods differ?", given, shape="compare"
    )

    handbook, lease = text.split("### Lease of the annexe")
    assert "Notice of seven weeks is required." in handbook
    assert "nine months' notice" in lease


async def test_rows_of_a_table_are_compared_each_on_its_side(
    store: MemoryStore, embedder: Embedder
) -> None:
    text = await said(
        Extractive(store, embedder),
        "What is the difference between the Harbour room and the Tower room?",
        document("Rooms for hire"),
        shape="compare",
    )

    harbour, tower = text.split("### Tower room")
    assert "Room: Harbour room; Seats: 12" in harbour
    assert "Room: Tower room; Seats: 30" in tower


def test_what_holds_the_words_about_a_topic_is_not_looked_for() -> None:
    assert list(Asked("What do the contracts say about insurance?").worths) == ["insur"]
    assert list(Asked("Is there anything about insurance?").worths) == ["insur"]


def test_who_is_said_to_have_said_it_is_looked_for() -> None:
    assert "curi" in Asked("What did Marie Curie say about radium?").worths


async def test_a_topic_that_is_nowhere_is_not_answered(library: Answering) -> None:
    text = await library("What do the contracts say about insurance?")

    assert text == f"({NOT_THERE})"
