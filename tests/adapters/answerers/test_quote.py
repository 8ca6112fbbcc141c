"""A quote has the document's words and none of Markdown's marks."""

from __future__ import annotations

import pytest

from trivium.adapters.answerers._pieces import pieces
from trivium.adapters.answerers._quote import Quote, quote, written

from .making import passage


def quotes(text: str, context: str = "") -> list[str]:
    given = passage(text, context=context)
    found = pieces(0, given)
    return [
        quote(piece, given, [found[row].text for row in piece.leads]).text
        for piece in found
        if piece.quotable
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- **Ten** books at a time;", "Ten books at a time"),
        ("3. Ask at the `desk`.", "Ask at the desk."),
        ("> See [the guide](https://example.org).", "See the guide."),
        ("The hall\nis open.", "The hall is open."),
    ],
)
def test_marks_are_stripped_and_words_stay(text: str, shown: str) -> None:
    assert quotes(text) == [shown]


@pytest.mark.parametrize("text", ["## 8. Term and end", "What does it cost?", "As follows:", "---"])
def test_what_only_stands_over_something_is_no_answer(text: str) -> None:
    assert quotes(f"{text}\n\nSixty days.") == ["Sixty days."]


def test_a_row_is_read_with_the_names_of_its_columns() -> None:
    table = "| Room | Seats |\n|---|---|\n| Cellar | 8 |"

    assert quotes(table) == ["Room: Cellar; Seats: 8"]


def test_a_row_finds_the_names_of_its_columns_in_the_context() -> None:
    assert quotes("| Cellar | 8 |", "Rooms > Room | Seats") == ["Room: Cellar; Seats: 8"]


def test_a_row_without_names_is_read_as_it_stands() -> None:
    assert quotes("| Cellar | 8 |") == ["Cellar; 8"]


def test_a_quote_that_does_not_end_has_a_paragraph_of_its_own() -> None:
    said = [Quote(0, "Ten books"), Quote(1, "It is open."), Quote(0, "Always.")]

    assert "".join(written(said, 100)) == "Ten books [1]\n\nIt is open. [2] Always. [1]"


def test_an_answer_keeps_to_its_tokens_but_says_one_thing() -> None:
    said = [Quote(0, "word " * 20), Quote(0, "word " * 20)]

    assert len(list(written(said, 1))) == 1
