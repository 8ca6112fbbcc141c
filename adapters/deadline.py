"""A limit of time that holds even for work that does not let itself be cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

# How long cancelled work may take to clean up before nobody waits for it any more.
_GRACE_S = 0.01
_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)
# The loop holds tasks only weakly; these are left to end by themselves.
_abandoned: set[asyncio.Task[Any]] = set()


class OutOfTime(TimeoutError):
    """The limit is over; unlike a TimeoutError that the work itself raised."""


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns; `OutOfTime` once the seconds are over, at once and surely.

    Work that goes on in spite of its cancellation is left alone. When the caller is cancelled, so
    is the work. Inside it, `remaining_s` tells what is left.
    """
    if seconds == float("inf"):
        return await work
    token = _ends_at.set(asyncio.get_running_loop().time() + seconds)
    task = asyncio.create_task(work)
    _ends_at.reset(token)
    try:
        await asyncio.wait((task,), timeout=max(seconds, 0))
        if task.done():
            return task.result()
        raise OutOfTime
    finally:
        if not task.done():
            await _end(task)


def remaining_s(most: float = float("inf")) -> float:
    """Return the seconds until the deadline that the calling code runs under, `most` at most.

    For clients of services elsewhere, whose own time limits should not outlast the question.
    """
    ends_at = _ends_at.get()
    if ends_at is None:
        return most
    return min(most, max(0.0, ends_at - asyncio.get_running_loop().time()))


async def _end(task: asyncio.Task[Any]) -> None:
    task.cancel()
    _abandoned.add(task)
    task.add_done_callback(_forget)
    await asyncio.wait((task,), timeout=_GRACE_S)


def _forget(task: asyncio.Task[Any]) -> None:
    _abandoned.discard(task)
    if not task.cancelled():
        # A failure that nobody waits for any more counts as seen.
        task.exception()
