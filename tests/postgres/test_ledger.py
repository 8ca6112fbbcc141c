"""The ledger in PostgreSQL: the conformance suite, and what servers share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from time import time

import pytest

from tests.adapters.ledgers.test_conformance import *  # noqa: F403
from tests.adapters.ledgers.test_conformance import ANN, cite, receipt
from trivium.adapters.base import Ledger
from trivium.adapters.errors import DatabaseNewer
from trivium.adapters.ledgers.postgres import PostgresLedger
from trivium.adapters.receipts import Feedback
from trivium.adapters.secrets import Secret

from .server import Server


@pytest.fixture
async def ledger(url: Secret) -> AsyncIterator[Ledger]:
    made = PostgresLedger(url)
    yield made
    await made.close()


@pytest.fixture
async def pair(url: Secret) -> AsyncIterator[tuple[PostgresLedger, PostgresLedger]]:
    """The ledgers of two servers over one database."""
    made = (PostgresLedger(url), PostgresLedger(url))
    yield made
    for each in made:
        await each.close()


async def test_servers_that_start_at_once_make_the_tables_once(url: Secret) -> None:
    ledgers = [PostgresLedger(url) for _ in range(6)]
    await asyncio.gather(*(each.record(receipt(f"r{n}")) for n, each in enumerate(ledgers)))
    assert [await each.asked("north", since=0.0) for each in ledgers] == [6] * 6
    for each in ledgers:
        await each.close()


async def test_a_receipt_is_read_on_another_server(
    pair: tuple[PostgresLedger, PostgresLedger],
) -> None:
    one, other = pair
    await one.record(receipt())
    assert await other.receipt(ANN, "r1") == receipt()
    assert await other.asked("north", since=0.0) == 1


async def test_feedback_given_on_two_servers_at_once_is_all_kept(
    pair: tuple[PostgresLedger, PostgresLedger],
) -> None:
    await pair[0].record(receipt())
    given = [Feedback(rating="good", at=float(n)) for n in range(20)]
    await asyncio.gather(*(pair[n % 2].feedback(ANN, "r1", f) for n, f in enumerate(given)))
    kept = await pair[0].receipt(ANN, "r1")
    assert kept is not None
    assert sorted(f.at for f in kept.feedback) == [f.at for f in given]


async def test_no_receipt_slips_past_a_deletion_on_another_server(
    pair: tuple[PostgresLedger, PostgresLedger],
) -> None:
    one, other = pair
    given = [receipt(f"r{n:02}", at=time(), documents=("gone",)) for n in range(60)]
    await asyncio.gather(*map(one.record, given[:30]))
    await asyncio.gather(*map(one.record, given[30:]), other.forget("gone"))
    kept = await one.receipts(ANN, limit=100)
    assert len(kept) == 60
    assert all(row.citations == (cite("gone", quote=""),) for row in kept)


async def test_a_deletion_waits_for_the_receipt_that_is_being_written(
    pair: tuple[PostgresLedger, PostgresLedger],
) -> None:
    one, other = pair
    await one.record(receipt("r0"))
    holder = await one._database.connect()
    async with holder.transaction():
        await holder.execute("LOCK TABLE trivium_receipts IN SHARE MODE")
        recording = asyncio.create_task(one.record(receipt(at=time(), documents=("gone",))))
        await asyncio.sleep(0.3)
        forgetting = asyncio.create_task(other.forget("gone"))
        await asyncio.sleep(0.3)
    await asyncio.gather(recording, forgetting)
    await holder.close()
    kept = await other.receipt(ANN, "r1")
    assert kept is not None
    assert kept.deleted == ("gone",)


async def test_a_server_whose_clock_is_behind_forgets_all_the_same(ledger: Ledger) -> None:
    await ledger.forget("gone")
    await ledger.record(receipt(at=time() + 1, documents=("gone",)))
    late = await ledger.receipt(ANN, "r1")
    assert late is not None
    assert late.deleted == ("gone",)


async def test_names_that_differ_only_in_what_cannot_be_kept_stay_apart(ledger: Ledger) -> None:
    names = ["a\0", "a\\0", "a\\\\0", "a\ud83d", "a\\ud83d", "a"]
    for name in names:
        await ledger.record(replace(receipt(name), tenant=name))
    assert [await ledger.asked(name, since=0.0) for name in names] == [1] * len(names)


async def test_tables_of_a_newer_trivium_are_refused(shared: Server, url: Secret) -> None:
    first = PostgresLedger(url)
    await first.record(receipt())
    await first.close()
    shared.sql("INSERT INTO trivium_version VALUES (99)", url)
    later = PostgresLedger(url)
    with pytest.raises(DatabaseNewer, match="schema 99.*upgrade Trivium"):
        await later.asked("north", since=0.0)
    await later.close()


async def test_threads_of_receipts_from_before_threads_were_noted_are_there(
    shared: Server, url: Secret
) -> None:
    names = ["plain", "two words", "back\\slash", 'quo"te', "🦊", "null \0"]
    first = PostgresLedger(url)
    for n, name in enumerate(names):
        await first.record(replace(receipt(f"r{n}", at=float(n)), thread=name))
    await first.record(replace(receipt("alone"), thread="", question='"thread": "no"'))
    before = await first.conversations(ANN)
    await first.close()
    shared.sql("DROP TABLE trivium_turns, trivium_spent", url)
    shared.sql("DROP INDEX trivium_quoted_by_receipt", url)
    shared.sql("DELETE FROM trivium_version WHERE ledger = 2", url)

    later = PostgresLedger(url)
    assert await later.conversations(ANN) == before
    assert [one.id for one in before] == names[::-1]
    await later.close()
