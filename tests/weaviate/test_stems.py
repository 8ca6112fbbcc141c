"""Words as the embedded index would hold them."""

from __future__ import annotations

import pytest

from trivium.adapters.stores._stems import Stems


def test_words_are_cut_to_their_stems() -> None:
    assert set(Stems().of(["Pumps were pumping"])[0].split()) == {"pump", "were"}


def test_each_text_has_its_own() -> None:
    assert Stems().of(["pump", "", "door"]) == ["pump", "", "door"]


def test_only_telling_words_are_looked_for() -> None:
    assert Stems().asked("What are the capitals of France?").split() == ["capit", "franc"]


def test_unspaced_scripts_are_looked_for_in_pairs() -> None:
    stems = Stems()

    assert set(stems.asked("図書館").split()) == {"図書", "書館"}
    assert {"図書", "書館", "図"} <= set(stems.of(["大きな図書館"])[0].split())


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "?!"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert Stems().asked(text) == ""


def test_a_table_used_before_is_empty_again() -> None:
    stems = Stems()
    stems.of(["pump"])

    assert stems.of(["valve"]) == ["valv"]
