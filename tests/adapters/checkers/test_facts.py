"""Which of a claim's names and values the evidence has, in what form, and how far away."""

from __future__ import annotations

import pytest

from trivium.adapters.checkers._align import lay
from trivium.adapters.checkers._choose import choose, places
from trivium.adapters.checkers._claim import Said
from trivium.adapters.checkers._facts import facts
from trivium.adapters.terms import Passage

FILLER = [f"Sentence {name} is about nothing much." for name in ("A", "B", "C", "D", "E", "F")]


def counted(claim: str, *texts: str) -> dict[str, float]:
    evidence = [
        Passage(
            id=str(n), document_id="d", version="v", ordinal=n, start=0, end=len(text), text=text
        )
        for n, text in enumerate(texts)
    ]
    said = Said(claim)
    found = choose(said, places(evidence))
    return facts(said, lay(said, found), found)


@pytest.mark.parametrize(
    ("claim", "text", "unknown"),
    [
        ("It was sold in Norway.", "In Norway it was sold.", 0.0),
        ("It was sold in Norway.", "It was sold in Peru only.", 1.0),
        ("It was sold in Norway by Ann Lee.", "It was sold in Peru only.", 2.0),
        ("He met Ann Lee in the mill.", "Somebody met him in the mill.", 1.0),
        ("It was founded in 1998.", "It was founded long ago.", 1.0),
        ("It was sold in the U.S. in April 2019.", "In the United States: 5 April 2019.", 0.0),
    ],
)
def test_a_name_of_several_words_is_one_fact(claim: str, text: str, unknown: float) -> None:
    assert counted(claim, text)["facts_unknown"] == unknown


@pytest.mark.parametrize(
    ("claim", "text", "unknown"),
    [
        ("It was tested by NASA.", "The National Aeronautics and Space Agency did it.", 0.25),
        ("It was sold in the United States.", "It was sold in the U.S. only.", 0.25),
        ("It was sold in November.", "Sold on 14 Nov, it was.", 0.25),
        ("He fought in the Libyan war.", "He fought in a war in Libya.", 0.5),
        ("The run is for those of 24 years.", "The run is for ages 10-24.", 0.5),
    ],
)
def test_a_fact_in_another_form_counts_less(claim: str, text: str, unknown: float) -> None:
    found = counted(claim, text)

    assert found["facts_unknown"] == unknown
    assert not found["fact_unknown"]


def test_a_name_whose_words_are_in_different_sentences_is_there_in_pieces() -> None:
    found = counted("Ann Lee founded the mill.", "Ann founded the mill.", "Bo Lee sold a horse.")

    assert found["facts_unknown"] == 0.25


def test_a_fact_far_from_what_carries_the_claim_counts_a_little() -> None:
    claim = "The mill was founded by millers in 1998."
    carrying = "The mill was founded by millers."
    near = counted(claim, *FILLER, *FILLER, carrying, "That was in 1998.")
    far = counted(claim, *FILLER, "That was in 1998.", *FILLER, carrying)
    top = counted(claim, "All about 1998.", *FILLER, *FILLER, carrying)

    assert (near["facts_unknown"], far["facts_unknown"], top["facts_unknown"]) == (0.0, 0.1, 0.0)


def test_facts_that_are_there_are_known() -> None:
    found = counted("Ann Lee sold 12 horses in Norway.", "In Norway, Ann Lee sold 12 horses.")

    assert found == {"facts_known": 3.0, "facts_unknown": 0.0, "fact_unknown": 0.0}


def test_a_value_of_another_row_is_of_something_else() -> None:
    table = "| Plan | Price |\n| --- | --- |\n| Team | 49 EUR |\n| Solo | 9 EUR |"

    assert counted("The Team plan costs 9 EUR.", table)["facts_unknown"] == 1.0
    assert counted("The Team plan costs 49 EUR.", table)["facts_unknown"] == 0.0
