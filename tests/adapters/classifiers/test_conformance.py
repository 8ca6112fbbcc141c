"""What every classifier does, run over every member in the folder."""

from __future__ import annotations

from typing import get_args

import pytest

from trivium.adapters.base import Classifier, Parts
from trivium.adapters.load import load, members
from trivium.adapters.terms import Contract, Setting, Shape

PLAIN = {"direct", "retrieval", "long_context"}
VOICE = Contract(name="voice", purpose="slogans", examples=("Write a slogan for our boots",))
SETTINGS = [
    Setting(),
    Setting(corpus_tokens=5000, corpus_documents=4),
    Setting(corpus_tokens=5_000_000, corpus_documents=900, private=True),
    Setting(corpus_tokens=5_000_000, corpus_documents=900, models=(VOICE,)),
]
QUESTIONS = [
    "How much leave do I get?",
    "hello",
    "Summarise the handbook",
    "Write a slogan for our coats",
    "",
    "\x00",
    "\ud800",
    "???",
    "休暇は何日ありますか",
    "word " * 100_000,
    "x" * 1_000_000,
]


@pytest.fixture(params=members("classifiers"))
def classifier(request: pytest.FixtureRequest, with_model: Parts) -> Classifier:
    made: Classifier = load("classifiers", request.param).connect(with_model)
    return made


def test_says_its_name(classifier: Classifier) -> None:
    assert classifier.name


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: repr(text[:20]))
async def test_any_question_gets_a_route_that_the_setting_allows(
    classifier: Classifier, question: str, setting: Setting
) -> None:
    decision = await classifier.classify(question, setting)

    assert decision.route in PLAIN | ({"tuned", "hybrid"} if setting.models else set())
    assert 0 <= decision.confidence <= 1
    assert decision.shape in get_args(Shape)
    assert decision.reason.endswith(".")
    assert decision.route in decision.alternatives
    assert not decision.forced


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: repr(text[:20]))
async def test_a_model_is_named_exactly_where_the_route_needs_one(
    classifier: Classifier, question: str
) -> None:
    decision = await classifier.classify(question, SETTINGS[-1])

    assert (decision.model == "voice") == (decision.route in {"tuned", "hybrid"})


async def test_a_fact_is_looked_up_even_where_there_is_nothing(classifier: Classifier) -> None:
    decision = await classifier.classify("How much leave do I get?", Setting())

    assert decision.route == "retrieval"
