"""Text and questions as the words index takes them."""

from __future__ import annotations

import pytest

from trivium.adapters.stores._words import indexed, match, terms


def test_only_telling_words_are_looked_for() -> None:
    assert terms("What is the capital of France?") == ["capital", "france"]


def test_a_question_of_common_words_keeps_them() -> None:
    assert terms("who is it") == ["who", "is", "it"]


def test_each_word_is_looked_for_once() -> None:
    assert terms("Pump pump PUMP valve") == ["pump", "valve"]


def test_accents_typed_in_two_ways_are_one_word() -> None:
    assert terms("re\u0301sume\u0301") == terms("résumé")


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "?!…", "_"])
def test_a_text_without_words_looks_for_nothing(text: str) -> None:
    assert match(text) == ""


def test_every_word_is_quoted() -> None:
    assert match('pump" OR NEAR(x* ^y') == '"pump" OR "near" OR "x" OR "y"'


def test_unspaced_scripts_are_indexed_by_character_and_asked_in_pairs() -> None:
    assert indexed("図書館 3F").split() == ["図", "書", "館", "3F"]
    assert match("図書館") == '"図 書" OR "書 館"'


def test_a_very_long_question_is_cut() -> None:
    assert len(terms(" ".join(f"word{n}" for n in range(10_000)))) == 64
