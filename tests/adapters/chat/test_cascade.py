"""The local member first, the model only where that is unsure, and never its garbage."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from trivium.adapters.asides import asides
from trivium.adapters.chat.structured import Structured
from trivium.adapters.checkers.chat import ChatChecker
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.classifiers.chat import ChatClassifier
from trivium.adapters.classifiers.embedded import EmbeddedClassifier
from trivium.adapters.rewriters.chat import ChatRewriter
from trivium.adapters.terms import Passage, Scope, Setting, Turn, Verdict

from .conftest import scripted

TEXT = "The harbour closes at ten in the evening. Ships wait outside."
EVIDENCE = [
    Passage(id="p", document_id="d", version="", ordinal=0, start=0, end=len(TEXT), text=TEXT)
]
SETTING = Setting(corpus_tokens=5_000_000, corpus_documents=900)
OPEN = "a joke on parental leave rules"
HISTORY = [
    Turn(role="user", content="What did they decide?"),
    Turn(role="assistant", content="Several things were decided. [1]"),
]


def doubtful(claim: str, evidence: Sequence[Passage]) -> Verdict:
    sure = claim.startswith("Sure")
    return Verdict(
        claim=claim, label="supported" if sure else "unsupported", score=1.0 if sure else 0.4,
        passage=0 if sure else None, span=(0, 5) if sure else None, reason="local",
    )  # fmt: skip


def verdicts(*rows: tuple[int, bool, str]) -> str:
    return json.dumps(
        {
            "verdicts": [
                {"claim": n, "supported": carried, "document": 1, "quote": quote}
                for n, carried, quote in rows
            ]
        }
    )


async def checked(said: str, *claims: str) -> tuple[list[Verdict], int, list[str]]:
    model, inside = scripted(said)
    with asides() as aside:
        checker = ChatChecker(ScriptedChecker(doubtful), Structured(model))
        found = await checker.check(claims, EVIDENCE, scope=Scope())
    return found, len(inside.asked), aside.degraded


async def test_a_sure_verdict_is_no_call() -> None:
    found, calls, _ = await checked("", "Sure enough.")

    assert found[0].supported
    assert calls == 0


async def test_all_doubtful_claims_are_one_call() -> None:
    said = verdicts((1, True, "closes at ten in the evening"), (2, False, ""))

    found, calls, _ = await checked(said, "It shuts at 22:00.", "Sure.", "It is blue.")

    assert [verdict.label for verdict in found] == ["supported", "supported", "unsupported"]
    assert TEXT[slice(*found[0].span or (0, 0))].startswith("closes at ten")
    assert calls == 1


@pytest.mark.parametrize(
    "said",
    [
        verdicts((1, True, "closes at eleven at night")),
        verdicts((1, True, "ten")),
        verdicts((7, True, "closes at ten in the evening")),
        '{"verdicts": [1]}',
        '{"verdicts": "yes"}',
        "Yes, it is supported.",
    ],
)
async def test_support_that_cannot_be_shown_leaves_the_local_verdict(said: str) -> None:
    found, _, _ = await checked(said, "It shuts at 22:00.")

    assert (found[0].label, found[0].reason) == ("unsupported", "local")


async def test_garbage_is_flagged() -> None:
    _, _, degraded = await checked("Yes.", "It shuts at 22:00.")

    assert degraded == ["no_model_check"]


async def test_a_clear_question_is_no_call() -> None:
    model, inside = scripted('{"needs": "whole"}')

    await ChatClassifier(Structured(model)).classify("How much leave do I get?", SETTING)

    assert inside.asked == []


@pytest.mark.parametrize("question", ["leave and lunch", "is this fine for lunch"])
async def test_whether_anything_is_needed_at_all_is_looked_up_without_a_call(
    question: str,
) -> None:
    model, inside = scripted('{"needs": "none"}')

    decision = await ChatClassifier(Structured(model)).classify(question, SETTING)

    assert decision.route == "retrieval"
    assert inside.asked == []


async def test_an_unclear_one_is_decided_by_the_model() -> None:
    local = await EmbeddedClassifier().classify(OPEN, SETTING)
    model, inside = scripted('{"needs": "none"}')

    decision = await ChatClassifier(Structured(model)).classify(OPEN, SETTING)

    assert len(inside.asked) == 1
    assert (local.route, decision.route) == ("retrieval", "direct")
    assert decision.features["asked_model"] == "none"
    assert "scripted" in decision.reason


@pytest.mark.parametrize("said", ["", "retrieval", '{"needs": "retrieval"}', '{"route": "direct"}'])
async def test_garbage_is_never_a_route(said: str) -> None:
    model, _ = scripted(said)

    with asides() as aside:
        decision = await ChatClassifier(Structured(model)).classify(OPEN, SETTING)

    assert decision == await EmbeddedClassifier().classify(OPEN, SETTING)
    assert aside.degraded == ["no_model_route"]


async def test_a_question_that_still_points_at_something_is_the_models() -> None:
    model, inside = scripted('{"question": "Do the decisions differ?"}')

    found = await ChatRewriter(Structured(model)).condense("Is that different?", HISTORY)

    assert len(inside.asked) == 1
    assert found == "Do the decisions differ?"


async def test_a_question_that_stands_alone_is_no_call() -> None:
    model, inside = scripted('{"question": "never"}')

    question = "How much annual leave do employees in Norway get?"

    assert await ChatRewriter(Structured(model)).condense(question, HISTORY) == question
    assert inside.asked == []


async def test_the_model_is_asked_for_queries_once_words_have_none() -> None:
    model, inside = scripted('{"queries": ["Port hours", "port HOURS", "harbour", "dock closing"]}')
    rewriter = ChatRewriter(Structured(model))
    tried = ["harbour"]
    while not inside.asked:
        new = await rewriter.rewrite("harbour", tried=tried, failed=[], seen=[])
        tried += new

    assert new == ["Port hours", "dock closing"]


async def test_a_model_that_fails_leaves_no_query_and_a_flag() -> None:
    model, _ = scripted("?")

    with asides() as aside:
        assert (
            await ChatRewriter(Structured(model)).rewrite("a", tried=["a"], failed=[], seen=[])
            == []
        )

    assert aside.degraded == ["no_model_rewrite"]
