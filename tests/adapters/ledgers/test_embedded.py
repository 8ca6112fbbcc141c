"""The ledger in SQLite: what it keeps beyond the process."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from trivium.adapters.ledgers.embedded import EmbeddedLedger

from .test_conformance import ANN, receipt


async def test_receipts_survive_a_restart(tmp_path: Path) -> None:
    first = EmbeddedLedger(tmp_path)
    await first.record(receipt(documents=("a",)))
    await first.close()

    second = EmbeddedLedger(tmp_path)
    assert await second.receipt(ANN, "r1") == receipt(documents=("a",))
    await second.close()


async def test_two_ledgers_write_at_the_same_time(tmp_path: Path) -> None:
    ledgers = [EmbeddedLedger(tmp_path), EmbeddedLedger(tmp_path)]

    await asyncio.gather(
        *(ledgers[n % 2].record(receipt(f"r{n}", at=float(n))) for n in range(100))
    )

    assert await ledgers[0].asked("north", since=0.0) == 100
    for ledger in ledgers:
        await ledger.close()


async def test_nothing_is_made_before_the_first_use(tmp_path: Path) -> None:
    ledger = EmbeddedLedger(tmp_path / "home")
    await ledger.close()

    assert not (tmp_path / "home").exists()


async def test_threads_of_receipts_from_before_threads_were_noted_are_there(
    tmp_path: Path,
) -> None:
    names = ["plain", "two words", "back\\slash", 'quo"te', "🦊"]
    first = EmbeddedLedger(tmp_path)
    for n, name in enumerate(names):
        await first.record(replace(receipt(f"r{n}", at=float(n)), thread=name))
    await first.record(replace(receipt("alone"), thread=""))
    before = await first.conversations(ANN)
    await first.close()
    with closing(sqlite3.connect(tmp_path / "trivium.db")) as old:
        old.executescript(
            "DROP TABLE turns; DROP TABLE spent; DROP INDEX quoted_by_receipt;"
            "ALTER TABLE documents DROP COLUMN added_by; PRAGMA user_version=3"
        )

    later = EmbeddedLedger(tmp_path)
    assert await later.conversations(ANN) == before
    assert [one.id for one in before] == names[::-1]
    await later.close()
