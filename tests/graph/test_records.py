"""Receipts through the library: complete, private, and the same when they are read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trivium import Principal, Settings, Trivium
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.errors import NotFound
from trivium.adapters.terms import NoAnswer
from trivium.ingest.report import Upload

LEAVE = "Full-time employees get 28 days of annual leave. Unused days lapse on 31 March."
OIL = "The pump needs new oil every 400 hours."
QUESTION = "How many days of annual leave do full-time employees get?"
ANN, BOB = Principal(user="ann"), Principal(user="bob")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", embedder="hashed")


async def put(trivium: Trivium, text: str, name: str = "handbook", **knobs: Any) -> str:
    upload = Upload(name=f"{name}.md", text=text, title=name)
    report = await trivium.add([upload], principal=ANN, **knobs)
    return report.documents[0].document.id


async def test_a_receipt_tells_the_whole_run(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        document = await put(trivium, LEAVE)
        receipt = (await trivium.ask(QUESTION, principal=ANN, route="retrieval")).receipt
    assert receipt.route in receipt.alternatives
    assert (receipt.forced, receipt.mode, receipt.shape) == (True, "verify", "look_up")
    assert receipt.queries == (QUESTION,)
    assert {row["document_id"] for row in receipt.evidence} == {document}
    [claim] = [claim for claim in receipt.claims if claim.label == "supported"]
    assert LEAVE[claim.start : claim.end] in claim.text
    assert claim.passage_id == receipt.citations[0].passage_id
    assert [step.name for step in receipt.steps][:2] == ["condense", "classify"]

    assert receipt.steps[0].start_ms <= receipt.steps[-1].start_ms <= receipt.ms


async def test_a_receipt_shows_the_same_answer_when_the_document_has_changed(
    settings: Settings,
) -> None:
    async with Trivium.open(settings) as trivium:
        document = await put(trivium, LEAVE)
        told = (await trivium.ask(QUESTION, principal=ANN)).receipt
        assert await trivium.standing(told, principal=ANN) == {document: "unchanged"}
        assert await put(trivium, LEAVE.replace("28", "30")) == document
        kept = await trivium.receipt(told.id, principal=ANN)
        assert kept == told
        assert await trivium.standing(kept, principal=ANN) == {document: "changed"}


async def test_a_receipt_says_that_a_document_was_deleted_and_holds_none_of_its_words(
    settings: Settings,
) -> None:
    async with Trivium.open(settings) as trivium:
        document = await put(trivium, LEAVE)
        told = (await trivium.ask(QUESTION, principal=ANN)).receipt
        await trivium.delete(document, principal=ANN)
        kept = await trivium.receipt(told.id, principal=ANN)
        assert await trivium.standing(kept, principal=ANN) == {document: "deleted"}
    assert kept.deleted == (document,)
    assert "28 days" not in str(kept)
    assert [c.hash for c in kept.citations] == [c.hash for c in told.citations]


async def test_a_document_that_was_closed_to_the_asker_since_cannot_be_read(
    settings: Settings,
) -> None:
    reader = replace(ANN, groups=frozenset({"staff"}))
    async with Trivium.open(settings) as trivium:
        document = await put(trivium, LEAVE, groups=["staff"])
        told = (await trivium.ask(QUESTION, principal=reader)).receipt
        assert await trivium.standing(told, principal=ANN) == {document: "not_readable"}


async def test_a_document_deleted_while_a_question_is_answered_leaves_no_words(
    settings: Settings,
) -> None:
    async with Trivium.open(settings) as trivium:
        document = await put(trivium, LEAVE)
        async for event in trivium.stream(QUESTION, principal=ANN):
            if event["type"] == "evidence":
                await trivium.delete(document, principal=ANN)
        [kept] = await trivium.receipts(principal=ANN)
    assert kept.deleted == (document,)
    assert "28 days" not in str(kept)


async def test_every_receipt_comes_once_and_only_the_askers_own(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        for number in range(5):
            await trivium.ask(f"What is {number}?", principal=(ANN, BOB)[number % 2])
        mine = [r.question async for r in trivium.every_receipt(principal=ANN)]
        page = await trivium.receipts(principal=ANN, limit=1)
        behind = await trivium.receipts(principal=ANN, after=page[0].id)
    assert mine == ["What is 4?", "What is 2?", "What is 0?"]
    assert [receipt.question for receipt in behind] == mine[1:]


async def test_a_page_behind_a_receipt_of_another_is_not_found(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        answer = await trivium.ask("What is this?", principal=ANN)
        with pytest.raises(NotFound):
            await trivium.receipts(principal=BOB, after=answer.receipt.id)


async def test_a_key_that_a_vendor_repeats_does_not_reach_the_receipt(settings: Settings) -> None:
    key = "sk-proj-Zx81kQ2m4Yw0Lr7T"
    made = Trivium.open(settings)
    telling = ScriptedAnswerer([NoAnswer(reason=f"Refused: bad key {key}.")])
    async with Trivium.open(settings, replace(made.services, answerer=telling)) as trivium:
        await put(trivium, LEAVE)
        receipt = (await trivium.ask(QUESTION, principal=ANN)).receipt
    assert "Refused" in str(receipt)
    assert key not in str(receipt)
