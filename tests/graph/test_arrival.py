"""A question's time runs from when it came, whatever it has to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from trivium import Principal, Settings, Trivium
from trivium.graph.threads import thread_key

Make = Callable[..., Awaitable[Any]]
SKY = "The sky is blue."


async def test_the_clock_runs_from_when_the_question_came(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY} [1]"])
    now = 100.0

    def clock() -> float:
        nonlocal now
        now += 5.0  # whenever somebody looks
        return now

    trivium = Trivium(Settings(deadline_s=8.0), replace(run.services, clock=clock))
    answer = await trivium.ask("What colour is the sky?")
    assert answer.outcome == "budget_exhausted"
    assert answer.receipt.at == 105.0


async def test_waiting_for_a_thread_counts(machine: Make, tmp_path: Path) -> None:
    run = await machine("retrieval", [f"{SKY} [1]"])
    async with Trivium(Settings(home=tmp_path, deadline_s=5.0), run.services) as trivium:
        lock = trivium._threads.thread_lock(thread_key(Principal(), "t"))
        async with lock:
            asked = asyncio.create_task(trivium.ask("What colour is the sky?", thread="t"))
            await asyncio.sleep(0.3)
        answer = await asked
    assert answer.receipt.ms > 290
