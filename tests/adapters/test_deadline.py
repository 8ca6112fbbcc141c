"""A limit that holds whatever the work does."""

from __future__ import annotations

import asyncio

import pytest

from trivium.adapters.deadline import OutOfTime, remaining_s, within


async def now() -> str:
    return "done"


async def test_work_in_time_gives_what_it_returns() -> None:
    assert await within(5, now()) == "done"
    assert await within(float("inf"), now()) == "done"


async def test_work_that_refuses_to_be_cancelled_is_left_alone() -> None:
    freed = asyncio.Event()

    async def stubborn() -> None:
        while not freed.is_set():
            try:
                await freed.wait()
            except asyncio.CancelledError:
                continue

    start = asyncio.get_running_loop().time()
    with pytest.raises(OutOfTime):
        await within(0.02, stubborn())
    assert asyncio.get_running_loop().time() - start < 2
    freed.set()


async def test_what_the_work_raises_is_not_taken_for_the_end_of_time() -> None:
    async def broken() -> None:
        raise TimeoutError("the vendor's own")

    with pytest.raises(TimeoutError) as raised:
        await within(5, broken())
    assert not isinstance(raised.value, OutOfTime)


async def test_cancelling_the_caller_cancels_the_work() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            begun.set()
            await asyncio.sleep(3600)
        finally:
            ended.set()

    task = asyncio.create_task(within(60, work()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_the_work_can_ask_what_is_left() -> None:
    async def ask() -> float:
        return remaining_s()

    assert 4 < await within(5, ask()) <= 5
    assert remaining_s() == float("inf")
    assert remaining_s(3) == 3
