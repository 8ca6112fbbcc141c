"""Sentences leave a stream whole, whatever the pieces it came in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trivium.nodes.cutter import Cutter

WORDS = st.sampled_from(
    ["The fee is 3.5 %", "Dr. Smith agreed", "See e.g. clause 4", "Yes", "Was it so", "- an item"]
)
ENDS = st.sampled_from([". ", "! ", "? ", ". [1] ", " [2]. ", ".\n", "\n\n", ".[3][4] "])
TEXTS = st.lists(st.tuples(WORDS, ENDS), max_size=8).map(lambda p: "".join(map("".join, p)))


def cut(pieces: list[str]) -> list[str]:
    cutter = Cutter()
    done = [sentence for piece in pieces for sentence in cutter.feed(piece)]
    return done + cutter.flush()


def pieces_of(text: str, sizes: list[int]) -> list[str]:
    pieces, start = [], 0
    for size in sizes:
        pieces.append(text[start : start + size])
        start += size
    return [*pieces, text[start:]]


def test_a_marker_behind_the_full_stop_stays_with_its_sentence() -> None:
    assert cut(["The sky is blue. [1] Grass is green. [2]"]) == [
        "The sky is blue. [1]",
        " Grass is green. [2]",
    ]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert cut(["Dr. Smith paid 3.5 million. He left."]) == [
        "Dr. Smith paid 3.5 million.",
        " He left.",
    ]


def test_a_sentence_waits_until_the_next_one_has_begun() -> None:
    cutter = Cutter()
    assert cutter.feed("It costs 3.") == []
    assert cutter.feed("50 euros. ") == []
    assert cutter.feed("N") == ["It costs 3.50 euros."]


def test_nothing_comes_of_nothing() -> None:
    assert cut(["", "  ", "\n"]) == []


@given(TEXTS, st.lists(st.integers(1, 7), max_size=40))
def test_the_pieces_do_not_matter(text: str, sizes: list[int]) -> None:
    assert cut(pieces_of(text, sizes)) == cut([text])


@given(st.text(max_size=200), st.lists(st.integers(1, 9), max_size=30))
def test_nothing_is_lost_or_added(text: str, sizes: list[int]) -> None:
    joined = "".join(cut(pieces_of(text, sizes)))
    assert joined == text if text.strip() else joined == ""
