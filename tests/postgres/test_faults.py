"""PostgreSQL that is down, slow, frozen, full of others or wrongly named: an error in time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters.ledgers.test_conformance import ANN, receipt
from trivium import Settings, Trivium
from trivium.adapters._postgres import CALL_S
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.base import Parts
from trivium.adapters.errors import TriviumError, Unavailable, UnknownSetting
from trivium.adapters.ledgers.postgres import PostgresLedger, connect
from trivium.adapters.receipts import Feedback
from trivium.adapters.secrets import Secret

from .server import PASSWORD, Server
from .test_threads import settings


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


@pytest.fixture
async def running(server: Server) -> AsyncIterator[PostgresLedger]:
    """A ledger that is connected to a server which the test may stop."""
    ledger = PostgresLedger(server.fresh())
    await ledger.record(receipt())
    yield ledger
    await ledger.close()


async def test_receipts_are_there_after_a_restart(server: Server, running: PostgresLedger) -> None:
    for stop in (server.stop, server.kill):
        await asyncio.to_thread(stop)
        await asyncio.to_thread(server.start)
        assert await running.receipt(ANN, "r1") == receipt()


async def test_a_receipt_waits_for_a_server_that_restarts(
    server: Server, running: PostgresLedger
) -> None:
    await asyncio.to_thread(server.stop)
    recording = asyncio.create_task(running.record(receipt("r2")))
    await asyncio.sleep(0.2)
    await asyncio.to_thread(server.start)
    await recording
    assert await running.asked("north", since=0.0) == 2


async def test_a_server_that_is_down_is_named_in_time(
    server: Server, running: PostgresLedger
) -> None:
    await asyncio.to_thread(server.stop)
    with within(CALL_S + 1), pytest.raises(Unavailable, match="PostgreSQL at .*TRIVIUM_POSTGRES"):
        await running.asked("north", since=0.0)
    later = PostgresLedger(server.url())
    with within(1), pytest.raises(Unavailable, match="No such file or directory|refused"):
        await later.asked("north", since=0.0)


async def test_a_server_that_hangs_is_named_in_time(
    server: Server, running: PostgresLedger
) -> None:
    server.freeze()
    try:
        with within(CALL_S + 1), pytest.raises(Unavailable, match="does not answer in time"):
            await running.record(receipt("r2"))
    finally:
        server.thaw()
    await running.record(receipt("r3"))
    assert await running.receipt(ANN, "r3") is not None


async def test_feedback_is_not_given_twice_where_the_connection_is_lost(
    server: Server, running: PostgresLedger
) -> None:
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    assert await running.feedback(ANN, "r1", Feedback(rating="good", at=1.0))
    kept = await running.receipt(ANN, "r1")
    assert kept is not None
    assert len(kept.feedback) == 1


async def test_a_database_locked_by_others_is_an_error_in_time(
    server: Server, running: PostgresLedger
) -> None:
    holder = await running._database.connect()
    async with holder.transaction():
        await holder.execute("LOCK TABLE trivium_receipts")
        with within(CALL_S + 1), pytest.raises(Unavailable, match="does not answer in time"):
            await running.record(receipt("r2"))
    await holder.close()
    await running.record(receipt("r2"))


async def test_many_calls_at_once_wait_for_their_turn(running: PostgresLedger) -> None:
    await asyncio.gather(*(running.record(receipt(f"r{n}")) for n in range(200)))
    assert await running.asked("north", since=0.0) == 200


async def test_a_role_that_may_not_make_tables_is_told_so(shared: Server, url: Secret) -> None:
    shared.sql(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    shared.sql(f"GRANT USAGE ON SCHEMA {url.reveal().rpartition('3D')[2]} TO guest")
    ledger = PostgresLedger(Secret(url.reveal().replace("trivium:", "guest:")))
    with pytest.raises(Unavailable, match="does not let Trivium write .permission denied"):
        await ledger.asked("north", since=0.0)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("password", "password authentication failed"),
        ("database", 'database "nowhere" does not exist'),
    ],
)
async def test_a_login_that_fails_says_why_and_not_with_what(
    shared: Server, caplog: pytest.LogCaptureFixture, bad: str, says: str
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "swordfish" if bad == "password" else PASSWORD
    url = shared.url("nowhere" if bad == "database" else "postgres", wrong)
    ledger = PostgresLedger(url)
    with pytest.raises(Unavailable, match=says) as raised:
        await ledger.asked("north", since=0.0)
    told = f"{raised.value!r} {raised.value.__cause__!r} {vars(ledger)} {url} {caplog.text}"
    assert wrong not in told


@pytest.mark.parametrize(
    "text", ["", "trivium:swordfish", "postgresql://u:sword/fish@host:5432/db", "host=x swordfish"]
)
def test_an_unusable_address_is_refused_without_being_shown(tmp_path: Path, text: str) -> None:
    parts = Parts(home=tmp_path, options={"postgres_url": Secret(text)})
    with pytest.raises(UnknownSetting, match="TRIVIUM_POSTGRES_URL") as raised:
        connect(parts)
    assert "fish" not in f"{raised.value!r} {raised.value.__context__!r}"


async def test_a_question_is_refused_at_once_where_no_receipt_can_be_kept(
    server: Server, tmp_path: Path
) -> None:
    answerer = ScriptedAnswerer(lambda ask: "Never written.")
    async with Trivium.open(settings(tmp_path, server.fresh())) as plain:
        services = replace(plain.services, answerer=answerer)
        async with Trivium.open(plain.settings, services) as trivium:
            await asyncio.to_thread(server.stop)
            for thread in ("", "t"):
                with within(CALL_S + 1), pytest.raises(Unavailable, match="PostgreSQL at"):
                    await trivium.ask("How many days of leave?", thread=thread, deadline_s=2)
    assert answerer.asked == []


async def test_a_question_is_refused_soon_after_its_deadline_where_postgresql_hangs(
    server: Server, tmp_path: Path
) -> None:
    async with Trivium.open(settings(tmp_path, server.fresh())) as trivium:
        await trivium.ask("How many days of leave?", thread="t")
        server.freeze()
        try:
            for thread in ("", "t", "u"):
                with within(3), pytest.raises(Unavailable, match="does not answer in time"):
                    await trivium.ask("How many days of leave?", thread=thread, deadline_s=1)
        finally:
            server.thaw()
        await trivium.ask("How many days of leave?", thread="t")
        assert len(await trivium.turns("t")) == 4


async def test_a_question_in_whose_midst_postgresql_stops_ends_with_an_error(
    server: Server, tmp_path: Path
) -> None:
    def stop(ask: object) -> str:
        server.stop()
        return "Done."

    async with Trivium.open(settings(tmp_path, server.fresh())) as plain:
        services = replace(plain.services, answerer=ScriptedAnswerer(stop))
        async with Trivium.open(plain.settings, services) as trivium:
            with within(2 * CALL_S), pytest.raises(Unavailable, match="PostgreSQL at"):
                await trivium.ask("How many days?", mode="off")


async def test_a_server_does_not_start_without_its_database(tmp_path: Path, server: Server) -> None:
    server.stop()
    with within(1), pytest.raises(Unavailable, match="start it, or mend TRIVIUM_POSTGRES_URL"):
        async with Trivium.open(settings(tmp_path, server.url())):
            pass


def test_settings_do_not_show_the_address(tmp_path: Path) -> None:
    made = Settings(postgres_url=Secret(f"postgresql://u:{PASSWORD}@host/db"))
    assert PASSWORD not in repr(made)
    assert issubclass(UnknownSetting, TriviumError)
