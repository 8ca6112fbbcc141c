"""What leaves, when, and with which marks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from trivium import Passage
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.terms import Label, NoAnswer

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
NOTHING = NoAnswer(reason="not in there")


async def test_only_supported_sentences_leave_in_verify(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY} [1] Cats can fly. [1] {GRASS} [1]"])
    receipt = await run.run()
    assert run.left == ["The sky is blue. [1]"]
    assert (receipt.outcome, receipt.stopped) == ("partial", "no_progress")
    assert [claim.label for claim in receipt.claims] == ["supported", "unsupported"]


async def test_a_sentence_that_claims_nothing_does_not_leave_in_verify(machine: Make) -> None:
    def judge(claim: str, evidence: Sequence[Passage]) -> Label:
        return "no_claim" if claim.startswith("Here") else "supported"

    said = f"Here is what I found. {SKY} [1] Here you go."
    run = await machine("retrieval", [said], checker=ScriptedChecker(judge))
    receipt = await run.run()
    assert run.left == ["The sky is blue. [1]"]
    assert receipt.outcome == "grounded"


async def test_annotate_sends_at_once_and_the_verdicts_after(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY} [1] Cats can fly. [1]"])
    receipt = await run.run(mode="annotate")
    told = [(e["type"], e["label"]) for e in run.events if e["type"] in ("sentence", "verdict")]
    assert told == [
        ("sentence", "pending"),
        ("verdict", "supported"),
        ("sentence", "pending"),
        ("verdict", "unsupported"),
    ]
    assert receipt.outcome == "partial"


async def test_off_only_records(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY} [1] Cats can fly. [1]"])
    receipt = await run.run(mode="off")
    assert len(run.left) == 2
    assert not [e for e in run.events if e["type"] == "verdict"]
    assert [claim.label for claim in receipt.claims] == ["supported", "unsupported"]


async def test_a_citation_tells_where_in_the_document_the_claim_stands(machine: Make) -> None:
    run = await machine("retrieval", [f"{GRASS} [1]"])
    receipt = await run.run()
    [citation] = receipt.citations
    assert (citation.number, citation.title) == (1, "Doc 0")
    assert receipt.text == f"{GRASS} [1]"


async def test_the_passage_that_carries_a_claim_is_cited_and_not_the_one_that_was_named(
    machine: Make,
) -> None:
    run = await machine("retrieval", [f"{GRASS} [1] {SKY} [1]"], texts=(SKY, GRASS))
    receipt = await run.run()
    assert [c.quote for c in receipt.citations] == [GRASS, SKY]
    assert receipt.text == f"{GRASS} [1] {SKY} [2]"
