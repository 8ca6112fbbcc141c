"""What the model for other wordings makes of the signs."""

from __future__ import annotations

import pytest

from trivium.adapters.checkers._model import PENALTIES, WORDS, reworded, score

SIGNS = dict.fromkeys(WORDS, 0.0) | {
    "cover_first": 0.7,
    "cover_together": 0.7,
    "facts_known": 2.0,
    "facts_unknown": 0.0,
    "fact_unknown": 0.0,
}


def test_what_speaks_against_a_claim_counts_by_how_much_one_sentence_has_of_it() -> None:
    denied = SIGNS | {"denied": 1.0}

    counts = [reworded(denied | {"cover_first": share})["denied"] for share in (0.3, 0.7, 1.0)]
    assert counts == pytest.approx([0.0, 0.5, 1.0])


def test_a_value_of_other_words_counts_where_the_first_sentence_lacks_it() -> None:
    elsewhere = SIGNS | {"value_elsewhere": 0.4}

    assert reworded(elsewhere)["value_elsewhere"] == 0.0
    assert reworded(elsewhere | {"values_lost_first": 2.0})["value_elsewhere"] == 0.4


def test_near_is_near_enough_from_some_point_on() -> None:
    assert score(SIGNS | {"cover_together": 0.9}) == score(SIGNS | {"cover_together": 0.8})
    assert score(SIGNS | {"cover_together": 0.6}) < score(SIGNS)


def test_one_fact_that_is_nowhere_refuses_what_would_hold() -> None:
    assert score(SIGNS) > 0.5
    assert score(SIGNS | {"facts_unknown": 1.0, "fact_unknown": 1.0}) < 0.5


@pytest.mark.parametrize("name", PENALTIES)
def test_nothing_that_speaks_against_a_claim_makes_it_likelier(name: str) -> None:
    assert score(SIGNS | {"values_lost_first": 1.0, name: 1.0}) <= score(SIGNS)
