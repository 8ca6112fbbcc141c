"""A follow-up becomes a question that stands alone."""

from __future__ import annotations

import pytest

from trivium.adapters.rewriters._follow_up import condense
from trivium.adapters.terms import Turn


def turns(*said: str) -> list[Turn]:
    return [
        Turn(role="user" if i % 2 == 0 else "assistant", content=text)
        for i, text in enumerate(said)
    ]


LEAVE = turns(
    "How many days of annual leave do employees get?",
    "Employees get 28 days of annual leave [1].",
)
CONTRACT = turns(
    "What is the notice period in the Fernwood contract?", "The notice period is 30 days [1]."
)
CURIE = turns(
    "Tell me about Marie Curie",
    "Marie Curie was a physicist [1].",
    "Where was she born?",
    "She was born in Warsaw.",
)


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        (
            LEAVE,
            "and for contractors?",
            "How many days of annual leave do employees get for contractors?",
        ),
        (
            LEAVE,
            "What about part-time staff?",
            "How many days of annual leave do employees get for part-time staff?",
        ),
        (LEAVE, "Can they be carried over?", "Can days of annual leave be carried over?"),
        (LEAVE, "When?", "When (Employees get 28 days of annual leave)?"),
        (LEAVE, "Why?", "Why is it that employees get 28 days of annual leave?"),
        (
            CONTRACT,
            "And in the Oakdale contract?",
            "What is the notice period in the Oakdale contract?",
        ),
        (
            CONTRACT,
            "Who signed it?",
            "Who signed the notice period in the Fernwood contract?",
        ),
        (CURIE, "When did she die?", "When did Marie Curie die?"),
        (CURIE, "What were her parents like?", "What were Marie Curie's parents like?"),
        (CURIE, "Where is it?", "Where is Warsaw?"),
        (CURIE, "What prizes were won?", "What prizes were won (Marie Curie)?"),
    ],
)
def test_what_is_left_to_the_conversation_is_put_in(
    history: list[Turn], question: str, alone: str
) -> None:
    assert condense(question, history) == alone


@pytest.mark.parametrize(
    "question",
    [
        "What is the price of the Pro plan?",
        "Which law governs the Oakdale agreement?",
        "thanks",
        "",
    ],
)
@pytest.mark.parametrize("history", [LEAVE, CONTRACT, CURIE])
def test_what_stands_alone_stays(history: list[Turn], question: str) -> None:
    assert condense(question, history) == question


def test_a_follow_up_of_a_follow_up_is_understood() -> None:
    history = [*LEAVE, *turns("And in Norway?", "In Norway it is 25 days.")]

    assert "annual leave" in condense("and for contractors?", history)


def test_a_question_about_something_else_moves_the_topic() -> None:
    history = [*CURIE, *turns("Who was Lise Meitner?", "Lise Meitner was a physicist.")]

    assert condense("When did she die?", history) == "When did Lise Meitner die?"


def test_a_pasted_text_is_left_alone() -> None:
    pasted = "It says that they may leave. " * 40

    assert condense(pasted, CURIE) == pasted
