"""Threads as a library has them: forked, exported, deleted, and of a size that stays."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from trivium import Principal, Receipt, Settings, Trivium
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.errors import Conflict, NotFound, Unavailable
from trivium.adapters.ledgers.memory import MemoryLedger
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.terms import Turn
from trivium.graph.records import Records
from trivium.graph.threads import thread_key
from trivium.graph.wiring import services_from
from trivium.ingest.report import Upload

LEAVE = "Full-time employees get 28 days of annual leave. Unused days lapse on 31 March."
BOB = Principal(user="bob")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path / "home", embedder="hashed", classifier="scripted", checker="scripted"
    )


def opened(settings: Settings) -> Trivium:
    """A Trivium that quotes whatever was found."""
    quoting = ScriptedAnswerer(
        lambda ask: "".join(f"{p.text} [{n}] " for n, p in enumerate(ask.passages, 1)) or "Hello."
    )
    return Trivium.open(settings, replace(services_from(settings), answerer=quoting))


def upload(text: str = LEAVE, title: str = "Handbook") -> Upload:
    return Upload(name=f"{title}.md", text=text, title=title)


async def ask(trivium: Trivium, *questions: str, thread: str = "t") -> list[str]:
    """Ask in a thread; return the receipts' ids."""
    return [(await trivium.ask(q, thread=thread)).receipt.id for q in questions]


async def asked(trivium: Trivium, thread: str) -> list[str]:
    return [r.question for r in await trivium.thread(thread)]


async def remembered(trivium: Trivium, thread: str) -> list[str]:
    return [turn.content for turn in await trivium.turns(thread) if turn.role == "user"]


def rows(settings: Settings, table: str = "checkpoints") -> int:
    with closing(sqlite3.connect(settings.home / "threads.db")) as file:
        return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def test_a_fork_begins_with_what_was_said_and_goes_its_own_way(settings: Settings) -> None:
    async with opened(settings) as trivium:
        _, second, _ = await ask(trivium, "What is one?", "And two?", "And three?")
        fork = await trivium.fork("t", at=second)
        assert (fork.title, fork.questions) == ("What is one?", 2)
        assert await remembered(trivium, fork.id) == ["What is one?", "And two?"]
        await ask(trivium, "And four?", thread=fork.id)
        assert await asked(trivium, fork.id) == ["What is one?", "And two?", "And four?"]
        assert await remembered(trivium, fork.id) == await asked(trivium, fork.id)
        assert await asked(trivium, "t") == ["What is one?", "And two?", "And three?"]
        assert {thread.id for thread in await trivium.threads()} == {"t", fork.id}


async def test_a_follow_up_in_a_fork_is_understood_with_the_evidence_of_the_first(
    settings: Settings,
) -> None:
    heard: list[list[Turn]] = []

    def condense(question: str, history: list[Turn]) -> str:
        heard.append(history)
        return f"{question} of the handbook"

    services = replace(
        services_from(settings),
        rewriter=ScriptedRewriter(standalone=condense),
        answerer=ScriptedAnswerer(lambda ask: "Unused days lapse on 31 March. [1]"),
    )
    async with Trivium.open(settings, services) as trivium:
        await trivium.add([upload()])
        answer = await trivium.ask("How many days of annual leave?", thread="t")
        fork = await trivium.fork("t")
        await ask(trivium, "And when do they lapse?", thread=fork.id)
        state = await trivium._threaded.aget_state(_config(trivium, fork.id))
    assert [turn.content for turn in heard[-1]] == [answer.receipt.question, answer.text]
    assert answer.citations
    assert {c.passage_id for c in answer.citations} <= {p.id for p in state.values["earlier"]}


def _config(trivium: Trivium, thread: str) -> dict[str, dict[str, str]]:
    return {"configurable": {"thread_id": thread_key(trivium.settings.principal, thread)}}


async def test_a_fork_has_the_name_it_was_given_and_takes_no_others(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await ask(trivium, "What is one?")
        assert (await trivium.fork("t", name="again")).id == "again"
        with pytest.raises(Conflict, match="'again'"):
            await trivium.fork("t", name="again")
        with pytest.raises(NotFound, match="'r_none'"):
            await trivium.fork("t", at="r_none")


async def test_a_deleted_thread_leaves_no_word(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await ask(trivium, "What is one?", "And two?")
        await ask(trivium, "What is three?", thread="other")
        assert await trivium.delete_thread("t") == 2
        with pytest.raises(NotFound):
            await trivium.thread("t")
        assert await trivium.turns("t") == []
        assert [r.question for r in await trivium.receipts()] == ["What is three?"]
        assert await remembered(trivium, "other") == ["What is three?"]
        assert rows(settings) == 1
        await ask(trivium, "What is four?")
        assert await remembered(trivium, "t") == ["What is four?"]


async def test_a_deleted_thread_leaves_its_forks(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await ask(trivium, "What is one?")
        fork = await trivium.fork("t")
        assert await trivium.delete_thread("t") == 0
        await ask(trivium, "And two?", thread=fork.id)
        assert await asked(trivium, fork.id) == ["What is one?", "And two?"]


async def test_anothers_thread_is_not_there(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await ask(trivium, "What is one?")
        for verb in (trivium.fork, trivium.delete_thread, trivium.export_thread, trivium.thread):
            with pytest.raises(NotFound, match="no thread 't'"):
                await verb("t", principal=BOB)
        assert await asked(trivium, "t") == ["What is one?"]


async def test_a_thread_in_which_a_question_is_answered_is_not_deleted_under_it(
    settings: Settings,
) -> None:
    async with opened(replace(settings, deadline_s=0.3)) as trivium:
        await ask(trivium, "What is one?")
        async with trivium._threads.alone(trivium.settings.principal, "t"):
            with pytest.raises(Unavailable, match="busy with another question"):
                await trivium.delete_thread("t")
        assert await trivium.delete_thread("t") == 1


async def test_a_thread_is_exported_as_messages_with_their_sources(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await trivium.add([upload()])
        answer = await trivium.ask("How many days of annual leave?", thread="t")
        told = await trivium.export_thread("t")
    assert (told["thread"], told["title"]) == ("t", "How many days of annual leave?")
    question, said = told["messages"]
    assert (question["role"], question["content"]) == ("user", answer.receipt.question)
    assert (said["role"], said["content"]) == ("assistant", answer.text)
    assert (said["receipt"], said["outcome"]) == (answer.receipt.id, answer.outcome)
    assert [c["quote"] for c in said["citations"]] == [c.quote for c in answer.citations]
    assert said["citations"][0]["title"] == "Handbook"


async def test_a_threads_state_is_one_and_holds_the_last_turns(settings: Settings) -> None:
    async with opened(replace(settings, history_turns=3)) as trivium:
        questions = [f"What about {n}?" for n in range(12)]
        await ask(trivium, *questions)
        assert await remembered(trivium, "t") == questions[-3:]
        assert await asked(trivium, "t") == questions
        assert (rows(settings), rows(settings, "writes")) == (1, 0)


async def test_a_history_that_a_caller_gives_is_bounded_too(settings: Settings) -> None:
    answerer = ScriptedAnswerer(lambda ask: "Yes.")
    services = replace(services_from(settings), answerer=answerer)
    given = [Turn(role="user" if n % 2 == 0 else "assistant", content=str(n)) for n in range(20)]
    async with Trivium.open(replace(settings, history_turns=2), services) as trivium:
        await trivium.add([upload()])
        await trivium.ask("Is there annual leave?", history=given, route="retrieval", mode="off")
    assert [turn.content for turn in answerer.asked[-1].history] == ["16", "17", "18", "19"]


async def test_a_deleted_documents_words_leave_every_thread_that_quoted_it(
    settings: Settings,
) -> None:
    async with opened(settings) as trivium:
        report = await trivium.add([upload()])
        assert (await trivium.ask("How many days of annual leave?", thread="t")).citations
        await trivium.ask("Hello!", thread="chat", route="direct")
        fork = await trivium.fork("t")
        await ask(trivium, "And when does it lapse?", thread=fork.id)
        await trivium.delete(report.documents[0].document.id)
        assert "28 days" not in str(await trivium.turns("t"))
        assert rows(settings) == 1
        await ask(trivium, "And when does it lapse?")
        assert await remembered(trivium, "chat") == ["Hello!"]
        assert len(await trivium.turns("t")) == len(await trivium.turns(fork.id)) == 4
    assert b"28 days" not in _bytes(settings)


def _bytes(settings: Settings) -> bytes:
    """Return all that the checkpoints hold."""
    with closing(sqlite3.connect(settings.home / "threads.db")) as file:
        return b"".join(row[0] for row in file.execute("SELECT checkpoint FROM checkpoints"))


class Deleting(MemoryLedger):
    """Has a document deleted when the receipt is written, before the thread's state is."""

    def __init__(self) -> None:
        super().__init__()
        self.delete: Callable[[], Awaitable[None]] | None = None

    async def record(self, receipt: Receipt) -> None:
        await super().record(receipt)
        if self.delete is not None:
            await self.delete()


async def test_what_is_deleted_while_a_question_is_answered_leaves_its_thread_too(
    settings: Settings,
) -> None:
    ledger = Deleting()
    services = replace(
        services_from(settings),
        ledger=ledger,
        answerer=ScriptedAnswerer(lambda ask: f"{ask.passages[0].text} [1]"),
    )
    async with Trivium.open(settings, services) as trivium:
        report = await trivium.add([upload()])
        await trivium.ask("How much annual leave?", thread="t")
        ledger.delete = partial(trivium.delete, report.documents[0].document.id)
        await trivium.ask("And when do unused days lapse?", thread="t")
        assert rows(settings) == 0
        assert "28 days" not in str(await trivium.turns("t"))
        assert len(await trivium.turns("t")) == 4


async def test_a_document_deleted_without_the_graph_leaves_the_threads_too(
    settings: Settings,
) -> None:
    async with opened(settings) as trivium:
        report = await trivium.add([upload()])
        await trivium.ask("How much annual leave?", thread="t")
    shelf = Records(settings, services_from(settings))
    await shelf.delete(report.documents[0].document.id)
    await shelf.close()
    assert rows(settings) == 0


async def test_a_conversation_goes_on_where_only_its_receipts_are_left(settings: Settings) -> None:
    async with opened(settings) as trivium:
        await ask(trivium, "What is one?")
    for file in settings.home.glob("threads.db*"):
        await asyncio.to_thread(file.unlink)
    async with opened(settings) as trivium:
        await ask(trivium, "And two?")
        assert await remembered(trivium, "t") == ["What is one?", "And two?"]
