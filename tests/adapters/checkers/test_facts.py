"""Which of a claim's names the evidence has in some form, and which in none."""

from __future__ import annotations

import pytest

from trivium.adapters.checkers._choose import choose, places
from trivium.adapters.checkers._claim import Said
from trivium.adapters.checkers._facts import around, unknown
from trivium.adapters.terms import Passage


def evidence(*texts: str) -> list[Passage]:
    return [
        Passage(
            id=str(n), document_id="d", version="v", ordinal=n, start=0, end=len(text), text=text
        )
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("claim", "text", "count"),
    [
        ("It was sold in the United States.", "It was sold in the U.S. only.", 0.0),
        ("It was tested by NASA.", "The National Aeronautics and Space Agency tested it.", 0.0),
        ("He fought in the Libyan war.", "He fought in a war in Libya.", 0.5),
        ("It was sold in Norway.", "It was sold in the U.S. only.", 1.0),
        ("Ann Lee met Bo Wong Chen.", "Somebody met somebody.", 2.0),
    ],
)
def test_a_name_may_be_shortened_or_akin(claim: str, text: str, count: float) -> None:
    assert unknown(Said(claim), places(evidence(text))) == count


def test_what_is_far_from_the_best_sentence_is_not_around_it() -> None:
    texts = [f"Sentence number {n} is about nothing much." for n in range(6)]
    found = choose(
        Said("Ann Lee founded the mill."), places(evidence(*texts, "Ann founded a mill."))
    )

    assert {place.passage for place in around(found)} == {4, 5, 6}
