"""Follow-ups as people say them: what is meant is put in, and nothing that was said is lost."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trivium.adapters._text import content
from trivium.adapters.rewriters._follow_up import condense
from trivium.adapters.terms import Turn


def turns(*said: str) -> list[Turn]:
    return [
        Turn(role="user" if i % 2 == 0 else "assistant", content=text)
        for i, text in enumerate(said)
    ]


LEAVE = turns(
    "How many days of annual leave do employees get?", "Employees get 28 days of annual leave [1]."
)
CONTRACT = turns(
    "What is the notice period in the Fernwood contract?", "The notice period is 30 days [1]."
)
BOTH = [*CONTRACT, *turns("And in the Oakdale contract?", "60 days [1].")]
REVENUE = turns("What was the revenue of Acme in 2022?", "It was $4.2 million [1].")
PLANS = turns(
    "Which plans do you offer?", "We offer the Basic plan, the Pro plan and the Team plan [1]."
)
FOUNDER = turns("Who founded Moorlight?", "Moorlight was founded by Ann Lee [1].")
WARSAW = turns("Where was Marie Curie born?", "She was born in Warsaw.")
PAGE = turns(
    "The Wallflowers (band)", "Red Letter Days", "What was the first single?", "Sleepwalk."
)


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        (REVENUE, "and in 2023?", "What was the revenue of Acme in 2023?"),
        (REVENUE, "What about Globex?", "What was the revenue of Globex?"),
        (
            CONTRACT,
            "what about the other contract?",
            "What is the notice period in the other contract?",
        ),
        (
            CONTRACT,
            "No, I meant the Oakdale contract",
            "What is the notice period in the Oakdale contract?",
        ),
        (
            LEAVE,
            "no, I meant parental leave",
            "How many days of parental leave do employees get?",
        ),
        (BOTH, "How do they differ?", "How do Fernwood and Oakdale differ?"),
        (FOUNDER, "When was she born?", "When was Ann Lee born?"),
        (FOUNDER, "where is it based?", "where is Moorlight based?"),
        (
            LEAVE,
            "Thanks! And in Norway?",
            "Thanks! How many days of annual leave do employees get in Norway?",
        ),
        (PAGE, "Did they tour?", "Did The Wallflowers tour?"),
    ],
)
def test_a_follow_up_says_what_is_meant(history: list[Turn], question: str, alone: str) -> None:
    assert condense(question, history) == alone


@pytest.mark.parametrize(
    ("history", "question", "named"),
    [
        (PLANS, "what about the second one?", "Pro"),
        (PLANS, "how much does the last one cost?", "Team"),
        (BOTH, "Which one is longer?", "Fernwood and Oakdale"),
        (WARSAW, "did she live there long?", "Warsaw"),
        (LEAVE, "Any exceptions?", "annual leave"),
        (PAGE, "anything else?", "The Wallflowers"),
    ],
)
def test_what_is_pointed_at_is_named(history: list[Turn], question: str, named: str) -> None:
    assert named in condense(question, history)


@pytest.mark.parametrize(
    "question",
    [
        "By the way, who signed it?",
        "On another topic: how long is it?",
        "Thanks, that helps!",
        "Is Herpes a lethal disease and how is it transmitted?",
        "How do I reset my password?",
        "What is a trade mark?",
    ],
)
@pytest.mark.parametrize("history", [LEAVE, CONTRACT, BOTH, FOUNDER])
def test_a_change_of_topic_and_what_stands_alone_stay(history: list[Turn], question: str) -> None:
    assert condense(question, history) == question


def test_after_a_change_of_topic_nothing_before_it_is_put_in() -> None:
    history = [*BOTH, *turns("By the way, who founded Moorlight?", "Ann Lee founded it.")]

    alone = condense("When was she born?", history)

    assert alone == "When was Ann Lee born?"


_SAID = (
    "what about why is the contract it she there one Ann Lee 2023 days notice, ? second leave no"
)


@given(
    st.lists(st.sampled_from(_SAID.split()), min_size=1, max_size=8).map(" ".join),
    st.sampled_from([LEAVE, CONTRACT, BOTH, REVENUE, PLANS, FOUNDER, PAGE]),
)
def test_no_telling_word_of_a_question_is_lost(question: str, history: list[Turn]) -> None:
    assert set(content(question)) <= set(content(condense(question, history)))


@pytest.mark.parametrize(
    "text", ["it is " * 20_000, "The A B " * 20_000, "(" * 100_000, "no, " * 50_000]
)
def test_a_very_long_history_takes_no_longer_than_its_length(text: str) -> None:
    start = process_time()
    condense("What about it?", turns(*[text] * 40))
    assert process_time() - start < 5
