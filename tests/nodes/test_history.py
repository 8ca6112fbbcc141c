"""What a conversation goes on with: the last questions with their answers, as far as they fit."""

from __future__ import annotations

import pytest

from trivium.adapters.terms import Turn
from trivium.nodes.history import bounded


def turns(*said: str) -> list[Turn]:
    """Turns whose content begins with u, a or s for who says it."""
    roles = {"u": "user", "a": "assistant", "s": "system"}
    return [Turn(role=roles[each[0]], content=each) for each in said]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("most", "chars", "kept"),
    [
        (3, 99, "u1 a1 u2 a2 u3 a3"),
        (2, 99, "u2 a2 u3 a3"),
        (1, 99, "u3 a3"),
        (3, 12, "u1 a1 u2 a2 u3 a3"),
        (3, 11, "u2 a2 u3 a3"),
        (3, 7, "u3 a3"),
        (3, 1, "u3 a3"),
    ],
)
def test_the_last_questions_are_kept_with_what_follows_them(
    most: int, chars: int, kept: str
) -> None:
    said = turns("u1", "a1", "u2", "a2", "u3", "a3")
    assert [turn.content for turn in bounded(said, most=most, chars=chars)] == kept.split()


def test_what_stands_before_the_first_question_stays_while_all_fits() -> None:
    said = turns("s0", "u1", "a1", "u2")
    assert bounded(said, most=2, chars=99) == said
    assert [turn.content for turn in bounded(said, most=1, chars=99)] == ["u2"]
    assert [turn.content for turn in bounded(said, most=2, chars=7)] == ["u1", "a1", "u2"]


def test_nothing_said_is_nothing_kept() -> None:
    assert bounded([], most=1, chars=1) == []
