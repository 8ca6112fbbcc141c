"""Markers in a stream, whole or cut anywhere."""

from __future__ import annotations

import pytest

from trivium.adapters.chat.marks import NOT_THERE, Loops, Marks


def read(text: str, numbers: tuple[int, ...], size: int) -> tuple[str, str]:
    marks = Marks(numbers)
    pieces = [marks.feed(text[i : i + size]) for i in range(0, len(text), size)]
    return "".join(pieces) + marks.flush(), marks.refused


SIZES = pytest.mark.parametrize("size", [1, 2, 3, 7, 100])


@SIZES
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ten books [1].", "Ten books [3]."),
        ("Ten books [1][2].", "Ten books [3][1]."),
        ("Ten books [1, 2].", "Ten books [3][1]."),
        ("Ten books [9].", "Ten books ."),
        ("An array [a] and [1", "An array [a] and [1"),
        ("N", "N"),
        ("NOT yet [2]", "NOT yet [1]"),
        (f"Ten books [1]. {NOT_THERE}", "Ten books [3]. "),
    ],
)
def test_numbers_are_those_of_the_ask(text: str, shown: str, size: int) -> None:
    assert read(text, (3, 1), size) == (shown, "")


@SIZES
@pytest.mark.parametrize(
    "text", [NOT_THERE, f"{NOT_THERE}.", f"**{NOT_THERE}**", f"\n{NOT_THERE}: nothing on [1] there"]
)
def test_the_sign_that_nothing_was_found_is_no_text(text: str, size: int) -> None:
    shown, refused = read(text, (1,), size)

    assert (shown, bool(refused)) == ("", True)


@pytest.mark.parametrize(
    ("text", "looping"),
    [
        ("The harbour closes at night. " * 6, True),
        ("| Monday | closed |\n" * 6, True),
        ("| a |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|", False),
        (" ".join(f"Rule {n} holds on floor {n}." for n in range(40)), False),
        ("The harbour closes at night. " * 2, False),
    ],
)
def test_a_text_that_repeats_itself_is_noticed(text: str, looping: bool) -> None:
    loops = Loops()

    assert any([loops(text[i : i + 4]) for i in range(0, len(text), 4)]) == looping
