"""Trivium as a library: documents in, checked answers out, conversations that last."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trivium import Principal, Receipt, Settings, Trivium, TriviumError
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.errors import (
    BadInput,
    DatabaseCorrupt,
    HomeUnusable,
    NotFound,
    TooLarge,
    UnknownName,
)
from trivium.adapters.receipts import Feedback
from trivium.ingest.report import Upload

LEAVE = "Full-time employees get 28 days of annual leave. Unused days lapse on 31 March."
ANN, BOB = Principal(user="ann", groups={"legal"}), Principal(user="bob")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with the embedder that needs no model, for tests that are not about meaning."""
    return Settings(home=tmp_path / "home", embedder="hashed")


def upload(text: str, title: str = "Handbook") -> Upload:
    return Upload(name=f"{title}.md", text=text, title=title)


async def test_a_question_about_a_document_gets_a_checked_and_cited_answer(
    tmp_path: Path,
) -> None:
    async with Trivium.open(Settings(home=tmp_path)) as trivium:
        await trivium.add([upload(LEAVE)])
        answer = await trivium.ask("How many days of annual leave do full-time employees get?")
    assert answer.outcome == "grounded"
    assert "28 days" in answer.text
    assert answer.citations[0].quote in LEAVE
    assert answer.receipt.claims[0].label == "supported"


async def test_what_is_not_in_the_documents_is_not_answered(tmp_path: Path) -> None:
    async with Trivium.open(Settings(home=tmp_path)) as trivium:
        await trivium.add([upload(LEAVE)])
        answer = await trivium.ask("Who won the football world cup in 1954?")
    assert answer.outcome == "abstained_no_evidence"
    assert answer.citations == ()


async def test_a_document_of_a_group_is_there_for_its_members_only(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        report = await trivium.add([upload(LEAVE)], principal=ANN, groups=["legal"])
        document = report.documents[0].document
        assert await trivium.text(document.id, principal=ANN) == LEAVE
        assert await trivium.documents(principal=BOB) == []
        assert await trivium.search("annual leave", principal=BOB) == []
        for verb in (trivium.document, trivium.text, trivium.delete):
            with pytest.raises(NotFound):
                await verb(document.id, principal=BOB)


async def test_a_deleted_document_is_seen_by_no_question_and_no_receipt(
    settings: Settings,
) -> None:
    async with Trivium.open(settings) as trivium:
        report = await trivium.add([upload(LEAVE)])
        before = await trivium.ask("How many days of annual leave do employees get?")
        await trivium.delete(report.documents[0].document.id)
        assert await trivium.search("annual leave") == []
        kept = await trivium.receipt(before.receipt.id)
    assert "28 days" not in json.dumps(kept.as_json())


async def test_two_users_files_of_one_name_do_not_replace_each_other(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        await trivium.add([upload("Ann's own notes on lamps.")], principal=ANN)
        await trivium.add([upload("Bob's own notes on lamps.")], principal=BOB)
        assert len(await trivium.documents()) == 2


async def test_a_receipt_is_its_askers_alone(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        answer = await trivium.ask("What is this?", principal=ANN)
        assert (await trivium.receipt(answer.receipt.id, principal=ANN)).user == "ann"
        with pytest.raises(NotFound):
            await trivium.receipt(answer.receipt.id, principal=BOB)
        with pytest.raises(NotFound):
            await trivium.feedback(answer.receipt.id, Feedback(rating="good"), principal=BOB)


async def test_a_receipt_survives_being_written_as_json(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        await trivium.add([upload(LEAVE)])
        receipt = (await trivium.ask("How many days of annual leave?")).receipt
    assert Receipt.from_json(json.loads(json.dumps(receipt.as_json()))) == receipt


async def test_a_thread_goes_on_after_a_restart(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        await trivium.ask("How many days of annual leave?", thread="t")
    async with Trivium.open(settings) as trivium:
        await trivium.ask("And for contractors?", thread="t")
        turns = await trivium.turns("t")
    assert [turn.content for turn in turns if turn.role == "user"] == [
        "How many days of annual leave?",
        "And for contractors?",
    ]


async def test_a_thread_of_the_same_name_is_another_for_another_user(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        await trivium.ask("How many days of annual leave?", thread="t", principal=ANN)
        assert await trivium.turns("t", principal=BOB) == []


async def test_questions_on_one_thread_wait_for_each_other(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        await asyncio.gather(*(trivium.ask(f"What about {n}?", thread="t") for n in range(4)))
        assert len(await trivium.turns("t")) == 8


async def test_leaving_a_stream_leaves_the_thread_as_it_was(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        async for event in trivium.stream("How many days of leave?", thread="t"):
            if event["type"] == "routed":
                break
        assert await trivium.turns("t") == []


async def test_who_leaves_at_finished_is_remembered(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        async for event in trivium.stream("How many days of leave?", thread="t"):
            if event["type"] == "finished":
                break
        assert [turn.role for turn in await trivium.turns("t")] == ["user", "assistant"]


async def test_a_stream_begins_with_started_and_ends_with_finished(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        events = [e async for e in trivium.stream("What is this?") if e["type"] != "step"]
    assert events[0]["type"] == "started"
    assert events[-1]["type"] == "finished"


async def test_the_text_of_the_sentences_is_the_text_of_the_answer(tmp_path: Path) -> None:
    async with Trivium.open(Settings(home=tmp_path)) as trivium:
        await trivium.add([upload(LEAVE)])
        events = [e async for e in trivium.stream("How many days of annual leave are there?")]
    said = "".join(e["text"] for e in events if e["type"] == "sentence")
    assert events[-1]["type"] == "finished"
    assert events[-1]["text"] == said


@pytest.mark.parametrize("question", ["", "  \n", "\x00", "\ud800"])
async def test_an_empty_question_is_bad_input(settings: Settings, question: str) -> None:
    async with Trivium.open(settings) as trivium:
        with pytest.raises(BadInput, match="empty"):
            await trivium.ask(question)


async def test_a_question_of_a_million_characters_is_too_large(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        with pytest.raises(TooLarge, match="TRIVIUM_QUESTION_MAX_CHARS"):
            await trivium.ask("why " * 250_000)


async def test_unusable_characters_in_a_question_do_no_harm(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        answer = await trivium.ask("How many\x00 days\ud83d of leave?", thread="\udfff")
    assert "\ufffd" in answer.receipt.question


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"route": "retreival"}, "did you mean 'retrieval'"),
        ({"route": "tuned"}, "register one"),
        ({"model": "brand"}, "register one"),
    ],
)
async def test_a_route_or_model_that_cannot_be_had_is_named(
    settings: Settings, knobs: dict[str, str], said: str
) -> None:
    async with Trivium.open(settings) as trivium:
        with pytest.raises((UnknownName, BadInput), match=said):
            await trivium.ask("What is this?", **knobs)


async def test_feedback_is_kept_with_the_receipt(settings: Settings) -> None:
    async with Trivium.open(settings) as trivium:
        answer = await trivium.ask("What is this?")
        await trivium.feedback(answer.receipt.id, Feedback(rating="bad", comment="no"))
        kept = await trivium.receipt(answer.receipt.id)
    assert [(f.rating, f.comment) for f in kept.feedback] == [("bad", "no")]


async def test_an_unforeseen_failure_of_a_member_reaches_the_caller(settings: Settings) -> None:
    class Down(TriviumError):
        """Something is down."""

    made = Trivium.open(settings)
    broken = ScriptedAnswerer([Down("The model is down.")])
    services = replace(made.services, answerer=broken)
    async with Trivium.open(settings, services) as trivium:
        await trivium.add([upload(LEAVE)])
        with pytest.raises(Down):
            await trivium.ask("How many days of annual leave?")


def test_scripts_need_no_await(settings: Settings) -> None:
    with Trivium.open_sync(settings) as trivium:
        answer: Any = trivium.ask("What is this?")
        assert trivium.documents() == []
    assert answer.outcome == "abstained_no_evidence"


async def test_threads_that_cannot_be_read_are_named_with_the_way_out(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "threads.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseCorrupt, match=r"threads\.db"):
        async with Trivium.open(settings):
            pass


async def test_a_home_that_is_a_file_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(HomeUnusable, match="TRIVIUM_HOME"):
        async with Trivium.open(Settings(home=tmp_path / "file")):
            pass
