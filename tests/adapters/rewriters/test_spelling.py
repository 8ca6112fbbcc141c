"""A misspelt word is repaired by the words of what was found."""

from __future__ import annotations

import pytest

from trivium.adapters.rewriters._queries import queries
from trivium.adapters.rewriters._spelling import respelt, slipped
from trivium.adapters.terms import Passage

SEEN = [
    Passage(
        id="p",
        document_id="d",
        version="",
        ordinal=0,
        start=0,
        end=1,
        text="Employees in Norway get annual leave; contractors do not.",
        title="Handbook",
    )
]


@pytest.mark.parametrize(
    ("question", "repaired"),
    [
        ("How much anual leave in Norwya?", "How much annual leave in norway?"),
        ("Do contarctors get leave?", "Do contractors get leave?"),
        ("How much annual leave in Norway?", ""),
        ("What is the price of a lamp?", ""),
    ],
)
def test_unknown_words_take_the_nearest_known_ones(question: str, repaired: str) -> None:
    assert respelt(question, SEEN) == repaired


def test_the_repaired_question_is_among_the_first_queries() -> None:
    assert "Do contractors get leave?" in queries("Do contarctors get leave?", [], [], SEEN)


@pytest.mark.parametrize(
    ("left", "right", "slips"),
    [("leave", "leave", 0), ("laeve", "leave", 1), ("leav", "leave", 1), ("lease", "leave", 1)],
)
def test_slips_are_counted(left: str, right: str, slips: int) -> None:
    assert slipped(left, right, 2) == slips


def test_words_far_apart_are_more_than_the_most() -> None:
    assert slipped("contract", "holiday", 2) == 3
