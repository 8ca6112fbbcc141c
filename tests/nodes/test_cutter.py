"""Sentences leave a stream whole, whatever the pieces it came in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trivium.adapters.sentences import sentences
from trivium.nodes.cutter import Cutter

WORDS = st.sampled_from(
    ["The fee is 3.5 %", "Dr. Smith agreed", "See e.g. clause 4", "Yes", "- an item", "1. one",
     "12) two", "| a. B | c |", "|---|---|", "## Head", "```", "```py", "x = 1. Y", "“Go", "他说",
     "再见", "यह है", "[link](http://a.b/c)", "[Note]", "*bold*", "U.S", "etc", "I", "`code`",
     "don’t"]
)  # fmt: skip
ENDS = st.sampled_from(
    [". ", "! ", "? ", ". [1] ", " [2]. ", ".\n", "\n\n", ".[3][4] ", "\n", "। ", "。", "！”", ": ",
     ":\n", "... ", "…", '." ', "*. ", " ", "[1, 2]", "؟ "]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.tuples(WORDS, ENDS), max_size=10).map(lambda p: "".join(map("".join, p))),
    st.text(alphabet="aB1.!?。 \n`|[]-#:”*2)", max_size=60),
)
PROSE = st.lists(st.sampled_from(
    ["They paid 3.5 million.", "Dr. Smith left!", "Was it so?", "He said “no.”", "See no. 4.",
     "他走了。", "यह था।", "It is (mostly) done."]
), max_size=8).map(" ".join)  # fmt: skip


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


def test_code_between_fences_is_one_sentence() -> None:
    assert cut(["Run it:\n```sh\nmake. Now\n\nmake\n```\nThen rest."]) == [
        "Run it:",
        "\n```sh\nmake. Now\n\nmake\n```",
        "\nThen rest.",
    ]


def test_code_that_never_ends_is_one_sentence() -> None:
    assert cut(["```\na. B. C"]) == ["```\na. B. C"]


def test_a_tables_row_is_one_sentence() -> None:
    assert cut(["| a | It is so. Yes. |\n|---|---|\n| b | No. |\nEnd."]) == [
        "| a | It is so. Yes. |",
        "\n|---|---|",
        "\n| b | No. |",
        "\nEnd.",
    ]


def test_scripts_without_spaces_are_cut() -> None:
    assert cut(["他说：“你好。”然后走了。再见！"]) == ["他说：“你好。”", "然后走了。", "再见！"]


def test_other_scripts_full_stops_are_cut() -> None:
    assert cut(["यह है। वह था। ठीक।"]) == ["यह है।", " वह था।", " ठीक।"]
    assert cut(["هل هو؟ نعم هو. لا"]) == ["هل هو؟", " نعم هو.", " لا"]


def test_a_bracket_that_is_no_marker_does_not_hold_a_sentence_back() -> None:
    assert Cutter().feed("The sky is blue. [Note] Grass") == ["The sky is blue."]


@given(PROSE)
def test_prose_is_cut_as_the_checkers_cut_it(text: str) -> None:
    assert [one.strip() for one in cut([text])] == sentences(text)


@given(TEXTS, st.lists(st.integers(0, 7), max_size=60))
def test_the_pieces_do_not_matter(text: str, sizes: list[int]) -> None:
    assert cut(pieces_of(text, sizes)) == cut([text]) == cut(list(text))


@given(st.text(max_size=200), st.lists(st.integers(1, 9), max_size=30))
def test_nothing_is_lost_or_added(text: str, sizes: list[int]) -> None:
    joined = "".join(cut(pieces_of(text, sizes)))
    assert joined == text if text.strip() else joined == ""
