"""Words, names, negation and opposites are read out of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trivium.adapters._text import (
    content,
    names,
    negations,
    normal,
    opposed,
    plain,
    stem,
    words,
)


@pytest.mark.parametrize(
    "forms",
    [
        "terminate terminates terminated terminating termination",
        "policy policies",
        "pay pays paid paying payment payments",
        "employee employees",
        "release released releases releasing",
        "disclose disclosure disclosed",
        "run running",
        "buy bought",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


def test_other_words_keep_other_stems() -> None:
    assert len({stem(word) for word in "leave lease live policy police".split()}) == 5


def test_marks_and_citations_are_taken_off() -> None:
    assert plain("- **Five** days of `leave` [1] [2, 3], see [here](http://a.example).") == (
        "Five days of leave, see here."
    )


def test_underscores_inside_a_word_stay() -> None:
    assert plain("set timeout_ms to 3") == "set timeout_ms to 3"


def test_content_leaves_out_what_stands_in_every_text() -> None:
    assert content("How many days of leave do I have?") == [stem("days"), stem("leave")]


def test_names_are_capitals_inside_a_sentence() -> None:
    assert names("Then we met Ann Lee, who sells an iPhone. Acme paid.") == ["ann", "lee", "iphone"]


def test_two_capitals_open_a_sentence_as_a_name() -> None:
    assert names("Marie Curie won.") == ["marie", "curie"]


def test_normal_is_equal_for_other_case_space_and_punctuation() -> None:
    assert normal("Five  days,\nof Leave!") == normal("five days of leave")


def test_a_negation_is_about_the_words_behind_it() -> None:
    assert negations("It does not cover dental work.") == [
        frozenset({stem("cover"), stem("dental"), stem("work")})
    ]


@pytest.mark.parametrize(
    "text", ["Not only Ann came.", "Pay no later than May.", "Whether or not it rains."]
)
def test_some_negations_deny_nothing(text: str) -> None:
    assert negations(text) == []


def test_opposites_are_seen_on_both_sides_only() -> None:
    assert opposed("the price rose", "the price fell") == "rose"
    assert opposed("the price rose", "the price rose and fell") == ""
    assert opposed("the price rose", "the price changed") == ""


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    words(plain(text))
    names(text)
    negations(text)
    assert normal(normal(text)) == normal(text)
