"""A query that failed is followed by others, aimed at what failed."""

from __future__ import annotations

from trivium.adapters.rewriters._queries import queries
from trivium.adapters.terms import Passage

QUESTION = "How many days of annual leave do employees in Norway get in 2024?"


def seen(title: str, context: str) -> Passage:
    return Passage(
        id="p",
        document_id="d",
        version="",
        ordinal=0,
        start=0,
        end=1,
        text="x",
        title=title,
        context=context,
    )


def test_names_and_numbers_go_first() -> None:
    first = queries(QUESTION, [QUESTION], [], [])

    assert any(query.startswith("norway 2024") for query in first)


def test_words_that_stand_everywhere_are_left_out() -> None:
    for query in queries("Please tell me: can I carry over unused vacation?", [], [], []):
        assert not {"please", "tell", "me", "can", "i", "over"} & set(query.split())


def test_a_failed_claim_gives_its_head() -> None:
    found = queries("Who runs the Leeds office?", [], ["Ann Lee runs the Leeds office."], [])

    assert "ann" in found[0]
    assert "lee" in found[0]


def test_headings_of_what_was_seen_give_words() -> None:
    found = queries("Can I carry over vacation?", [], [], [seen("Handbook", "Leave > Annual")])

    assert any("leave" in query for query in found)


def test_the_same_words_in_another_order_count_as_tried() -> None:
    assert queries("unused vacation", ["vacation unused"], [], []) == []
