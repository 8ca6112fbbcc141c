"""The scripted classifier chooses as it is told."""

from __future__ import annotations

from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.terms import Contract, Decision, Setting

MODEL = Contract(name="voice", purpose="slogans")


async def test_routes_come_in_their_order() -> None:
    classifier = ScriptedClassifier(["direct", "hybrid"])
    setting = Setting(models=(MODEL,))

    first = await classifier.classify("a", setting)
    second = await classifier.classify("b", setting)

    assert (first.route, first.shape, first.model) == ("direct", "none", "")
    assert (second.route, second.model) == ("hybrid", "voice")
    assert classifier.asked == ["a", "b"]


async def test_a_decision_is_given_as_it_is() -> None:
    decision = Decision(route="retrieval", confidence=0.3, reason="Because.")

    assert await ScriptedClassifier([decision]).classify("a", Setting()) is decision


async def test_a_function_sees_question_and_setting() -> None:
    classifier = ScriptedClassifier(
        lambda question, setting: "retrieval" if setting.corpus_tokens else "direct"
    )

    assert (await classifier.classify("a", Setting())).route == "direct"
