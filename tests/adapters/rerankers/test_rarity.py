"""Usual words tell less than rare ones, and one nobody has seen tells most."""

from __future__ import annotations

from trivium.adapters.rerankers._rarity import rarities
from trivium.adapters.rerankers._reading import asked


def tells(word: str) -> float:
    (term,) = asked(word)
    return rarities().get(term, 1.0)


def test_the_rarer_a_word_the_more_it_tells() -> None:
    words = ["people", "problem", "layer", "flutter"]

    found = [tells(word) for word in words]

    assert found == sorted(found)
    assert len(set(found)) == len(words)


def test_a_word_tells_as_its_most_usual_form() -> None:
    assert tells("houses") == tells("house")


def test_an_unknown_word_tells_most() -> None:
    assert tells("aeroelasticity") == 1.0
    assert max(rarities().values()) < 1.0
