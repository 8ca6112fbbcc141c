"""Newer versions first where the question wants them; both sides where it compares."""

from __future__ import annotations

import pytest

from trivium.adapters.terms import Hit, Passage
from trivium.nodes.arrange import asks_newest, newest_first, spread, versions

OLD = "Employees get 25 days of annual leave, and unused days lapse at the end of March."
NEW = "Employees get 28 days of annual leave, and unused days lapse at the end of June."
OTHER = "Visitors sign in at the desk and wear a badge inside the building."


def hit(text: str, document: str) -> Hit:
    passage = Passage(
        id=f"{document}{text[:9]}",
        document_id=document,
        version="1",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
    )
    return Hit(passage=passage, score=1.0)


def texts(hits: list[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest leave policy?",
        "How many days do I get now?",
        "who is currently responsible",
        "What is the most recent figure?",
        "Is the rule still in force?",
    ],
)
def test_a_question_for_how_things_are_now(question: str) -> None:
    assert asks_newest(question)


@pytest.mark.parametrize(
    "question",
    ["How many days did I get in 2019?", "Who knows the currency?", "What is the recency bias?"],
)
def test_a_question_that_is_not(question: str) -> None:
    assert not asks_newest(question)


def test_the_newer_version_takes_the_older_ones_place() -> None:
    hits = [hit(OLD, "2023"), hit(OTHER, "desk"), hit(NEW, "2024")]

    found = newest_first(hits, versions(hits), {"2023": 1.0, "2024": 2.0, "desk": 3.0})

    assert texts(found) == [NEW, OTHER, OLD]


def test_a_newer_text_about_something_else_stays_behind() -> None:
    hits = [hit(OLD, "2023"), hit(OTHER, "desk")]

    assert newest_first(hits, versions(hits), {"2023": 1.0, "desk": 3.0}) == hits


def test_passages_of_one_document_are_no_versions() -> None:
    assert versions([hit(OLD, "leave"), hit(NEW, "leave")]) == []


def test_one_document_gets_half_where_another_waits() -> None:
    hits = [hit(f"{n}", "long") for n in range(8)] + [hit("9", "short")]

    assert texts(spread(hits, limit=4)) == ["0", "1", "9", "2"]


def test_one_document_alone_gets_all() -> None:
    hits = [hit(f"{n}", "long") for n in range(8)]

    assert spread(hits, limit=4) == hits[:4]
