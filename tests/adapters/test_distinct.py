"""A hit that says nothing new is dropped; one that differs in what counts stays."""

from __future__ import annotations

import pytest

from trivium.adapters.distinct import distinct
from trivium.adapters.terms import Hit, Passage

RULE = "Employees in Berlin are paid by the last day of the month."


def kept(*texts: str, limit: int = 9) -> list[str]:
    hits = [
        Hit(
            passage=Passage(
                id=str(n), document_id="d", version="", ordinal=n, start=0, end=len(text), text=text
            ),
            score=1.0,
        )
        for n, text in enumerate(texts)
    ]
    return [hit.passage.text for hit in distinct(hits, limit=limit)]


@pytest.mark.parametrize(
    "copy",
    [
        RULE.upper(),
        RULE.replace(" ", "\n"),
        RULE.replace("the last day", "last day"),
        RULE.replace("Employees", "The employee"),
        "Employees in Berlin are paid.",
    ],
)
def test_a_near_copy_is_dropped(copy: str) -> None:
    assert kept(RULE, copy) == [RULE]


@pytest.mark.parametrize(
    "other",
    [
        RULE.replace("Berlin", "Paris"),
        RULE.replace("are paid", "are not paid"),
        RULE.replace("by the", "after the"),
        f"{RULE} Others wait until the 15th.",
    ],
)
def test_another_name_number_or_turn_stays(other: str) -> None:
    assert kept(RULE, other) == [RULE, other]


def test_the_limit_counts_what_is_kept() -> None:
    assert kept("One.", "one", "Two.", "Three.", limit=2) == ["One.", "Two."]
