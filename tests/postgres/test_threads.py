"""Conversations in PostgreSQL: they go on on any server, one question at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from trivium import Principal, Settings, Trivium
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.errors import DatabaseNewer, NotFound, Unavailable
from trivium.adapters.secrets import Secret
from trivium.graph.threads_postgres import PostgresThreads, open_postgres_threads
from trivium.ingest.report import Upload

from .server import Server

LEAVE = "Full-time employees get 28 days of annual leave. Unused days lapse on 31 March."


def settings(home: Path, url: Secret) -> Settings:
    return Settings(
        home=home,
        embedder="hashed",
        classifier="scripted",
        checker="scripted",
        postgres_url=url,
        ledger="postgres",
        threads="postgres",
    )


@pytest.fixture
async def pair(tmp_path: Path, url: Secret) -> AsyncIterator[tuple[Trivium, Trivium]]:
    """Two servers' Triviums over one database; their documents are in one home."""
    async with AsyncExitStack() as stack:
        made = settings(tmp_path, url)
        one, other = [await stack.enter_async_context(Trivium.open(made)) for _ in range(2)]
        await one.add([Upload(name="h.md", text=LEAVE, title="Handbook")])
        yield one, other


@pytest.fixture
async def rivals(url: Secret) -> AsyncIterator[tuple[PostgresThreads, PostgresThreads]]:
    """The threads of two servers, without anything that answers."""
    made = [await open_postgres_threads(url) for _ in range(2)]
    yield made[0], made[1]
    for threads in made:
        await threads.close()


async def test_a_conversation_goes_on_on_another_server(pair: tuple[Trivium, Trivium]) -> None:
    one, other = pair
    first = await one.ask("How many days of annual leave?", thread="t")
    await other.ask("And when do they lapse?", thread="t")
    assert [turn.role for turn in await one.turns("t")] == ["user", "assistant"] * 2
    assert (await other.receipt(first.receipt.id)).text == first.text


async def test_a_thread_is_forked_and_deleted_on_another_server(
    pair: tuple[Trivium, Trivium],
) -> None:
    one, other = pair
    first = await one.ask("How many days of annual leave?", thread="t")
    await one.ask("And when do they lapse?", thread="t")
    fork = await other.fork("t", at=first.receipt.id)
    await one.ask("And for contractors?", thread=fork.id)
    assert len(await other.turns(fork.id)) == 4
    assert await other.delete_thread("t") == 1
    assert await one.turns("t") == []
    assert [r.question for r in await one.thread(fork.id)] == [
        "How many days of annual leave?",
        "And for contractors?",
    ]


async def test_a_threads_state_does_not_grow(
    pair: tuple[Trivium, Trivium], shared: Server, url: Secret
) -> None:
    async def largest(questions: int) -> list[int]:
        sizes = []
        for n in range(questions):
            await pair[n % 2].ask(f"How many days of annual leave in year {n}?", thread="t")
            sizes.append(
                [
                    int(shared.sql(f"SELECT count(*) FROM {table}", url))
                    for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
                ]
            )
        return [max(size) for size in zip(*sizes, strict=True)]

    few = await largest(10)
    assert 1 <= few[0] <= 8
    many = await largest(20)
    assert all(later <= before for later, before in zip(many, few, strict=True))


async def test_a_deleted_documents_words_leave_threads_on_every_server(
    pair: tuple[Trivium, Trivium], shared: Server, url: Secret
) -> None:
    one, other = pair
    answer = await one.ask("How many days of annual leave?", thread="t")
    assert answer.receipt.evidence
    [document] = await other.documents()
    await other.delete(document.id)
    assert shared.sql("SELECT count(*) FROM checkpoints", url).strip() == "0"
    assert "28 days" not in str(await one.turns("t"))
    await one.ask("And when do they lapse?", thread="t")
    assert len(await other.turns("t")) == 4


async def test_everything_of_a_person_goes_and_of_others_stays(
    pair: tuple[Trivium, Trivium],
) -> None:
    one, other = pair
    ann, bob = Principal(user="ann"), Principal(user="bob")
    for who in (ann, bob):
        await one.ask("How many days of annual leave?", thread="t", principal=who)
        await one.add([Upload(name="n.md", text=f"Of {who.user}.")], principal=who)
    gone = await other.delete_person(principal=ann)
    assert (gone.documents, gone.threads, gone.receipts) == (1, 1, 1)
    assert [row async for row in one.export_person(principal=ann)] == []
    kinds = [row["kind"] async for row in one.export_person(principal=bob)]
    assert sorted(kinds) == ["document", "receipt", "thread"]
    assert len(await one.turns("t", principal=bob)) == 2


async def test_another_user_has_another_thread_and_no_receipt(
    pair: tuple[Trivium, Trivium],
) -> None:
    one, other = pair
    bob = Principal(user="bob")
    answer = await one.ask("How many days of annual leave?", thread="t")
    assert await other.turns("t", principal=bob) == []
    with pytest.raises(NotFound):
        await other.receipt(answer.receipt.id, principal=bob)


async def test_questions_on_one_thread_wait_for_each_other_across_servers(
    pair: tuple[Trivium, Trivium],
) -> None:
    asked = [f"What about {n}?" for n in range(8)]
    await asyncio.gather(*(pair[n % 2].ask(q, thread="t") for n, q in enumerate(asked)))
    turns = await pair[0].turns("t")
    assert sorted(turn.content for turn in turns[::2]) == sorted(asked)


async def test_text_that_postgresql_cannot_hold_is_replaced(pair: tuple[Trivium, Trivium]) -> None:
    answerer = ScriptedAnswerer(lambda ask: "Null \x00 and lone \ud83d.")
    services = replace(pair[0].services, answerer=answerer)
    async with Trivium.open(pair[0].settings, services) as trivium:
        await trivium.ask("How many days of leave?", thread="t", mode="off")
        assert len(await trivium.turns("t")) == 2


async def test_a_conversation_goes_on_after_a_restart_of_postgresql(
    server: Server, tmp_path: Path
) -> None:
    async with Trivium.open(settings(tmp_path, server.fresh())) as trivium:
        await trivium.ask("How many days of annual leave?", thread="t")
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        answer = await trivium.ask("And when do they lapse?", thread="t")
        assert len(await trivium.turns("t")) == 4
        assert await trivium.receipt(answer.receipt.id) == answer.receipt


async def test_servers_that_start_at_once_make_the_tables_once(url: Secret) -> None:
    opened = await asyncio.gather(*(open_postgres_threads(url) for _ in range(5)))
    for threads in opened:
        await threads.close()


async def test_a_thread_that_another_server_keeps_busy_says_so_in_time(
    rivals: tuple[PostgresThreads, PostgresThreads],
) -> None:
    one, other = rivals
    async with one.thread_lock("t"), other.thread_lock("another"):
        with pytest.raises(Unavailable, match="busy with another question"):
            async with other.thread_lock("t", 0.2):
                pass
    async with other.thread_lock("t", 1):
        pass


async def test_whoever_stops_waiting_for_a_thread_leaves_it_free(
    rivals: tuple[PostgresThreads, PostgresThreads],
) -> None:
    one, other = rivals

    async def visit() -> None:
        async with one.thread_lock("t"):
            await asyncio.sleep(0)

    for n in range(30):
        visiting = asyncio.create_task(visit())
        await asyncio.sleep(n / 10_000)
        visiting.cancel()
        await asyncio.wait((visiting,))
        async with other.thread_lock("t", 5):
            pass


async def test_postgresql_has_nothing_to_complain_of(
    rivals: tuple[PostgresThreads, PostgresThreads], shared: Server
) -> None:
    before = shared.complaints()
    async with rivals[0].thread_lock("t"):
        pass
    assert shared.complaints() == before


async def test_a_turn_whose_lock_was_lost_is_not_written(server: Server, tmp_path: Path) -> None:
    url = server.fresh()

    def cut_off(ask: object) -> str:
        server.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        return "Done."

    async with Trivium.open(settings(tmp_path, url)) as plain:
        services = replace(plain.services, answerer=ScriptedAnswerer(cut_off))
        async with Trivium.open(plain.settings, services) as trivium:
            with pytest.raises(Unavailable, match="does not remember it: ask again"):
                await trivium.ask("How many days of leave?", thread="t", mode="off")
            assert server.sql("SELECT count(*) FROM checkpoints", url).strip() == "0"


async def test_conversations_of_a_newer_trivium_are_refused(shared: Server, url: Secret) -> None:
    await (await open_postgres_threads(url)).close()
    shared.sql("INSERT INTO checkpoint_migrations VALUES (99)", url)
    with pytest.raises(DatabaseNewer, match="schema 99.*upgrade Trivium"):
        await open_postgres_threads(url)
