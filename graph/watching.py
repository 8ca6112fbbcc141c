"""The events of a run on their way to whoever watches it in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextvars import ContextVar
from typing import cast

from ..nodes.events import Event

Emit = Callable[[Mapping[str, object]], None]

# LangGraph's own custom stream costs half a millisecond an event, which is half of all that a
# question costs; a run that nobody here watches (Studio) uses that.
watcher: ContextVar[Emit | None] = ContextVar("watcher", default=None)
# When the question came, in unix seconds: a busy process begins its first node a while later.
arrived: ContextVar[float | None] = ContextVar("arrived", default=None)


async def watched(run: AsyncIterable[object], *, since: float) -> AsyncGenerator[Event, None]:
    """Run a graph and yield its events as they happen; leaving the loop cancels the run.

    The run's clock started at `since`, in unix seconds.

    The last one, `finished`, comes when the run is over and its thread is saved. Raises what the
    run raises, after the events before it.
    """
    events: asyncio.Queue[Mapping[str, object] | None] = asyncio.Queue()

    async def follow() -> None:
        watcher.set(events.put_nowait)
        arrived.set(since)
        try:
            async for _ in run:
                pass
        finally:
            events.put_nowait(None)

    task = asyncio.create_task(follow())
    try:
        last: Event | None = None
        while (event := await events.get()) is not None:
            if event["type"] == "finished":
                last = cast(Event, event)
            else:
                yield cast(Event, event)
        await task
        if last is not None:
            yield last
    finally:
        task.cancel()
        await asyncio.wait((task,))
