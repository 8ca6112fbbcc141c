"""The scripted checker judges as it is told."""

from __future__ import annotations

from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.terms import Passage, Scope, Verdict

EVIDENCE = [Passage(id="p", document_id="d", version="", ordinal=0, start=0, end=4, text="Rain")]


async def test_judgements_come_in_their_order() -> None:
    own = Verdict(claim="c", label="supported", score=0.7, passage=0, span=(1, 2))
    checker = ScriptedChecker(["supported", "unsupported", own])

    verdicts = await checker.check(["a", "b", "c"], EVIDENCE, scope=Scope())

    assert [verdict.label for verdict in verdicts] == ["supported", "unsupported", "supported"]
    assert verdicts[0].span == (0, 4)
    assert verdicts[2] is own
    assert checker.asked == ["a", "b", "c"]


async def test_a_function_sees_claim_and_evidence() -> None:
    checker = ScriptedChecker(
        lambda claim, evidence: "supported" if claim in evidence[0].text else "no_claim"
    )

    verdicts = await checker.check(["Rain", "Snow"], EVIDENCE, scope=Scope())

    assert [verdict.label for verdict in verdicts] == ["supported", "no_claim"]
