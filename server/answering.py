"""Have a question answered and tell it in the words of a protocol: in a stream, or whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from ..adapters.terms import Principal, Turn
from ..nodes.events import Event, Finished
from .audit import note
from .limits import refuse_beyond_quota
from .metrics import Metrics
from .models import way_of
from .sse import PING_S, EventStream, Feed, Words


class Projection(Words, Protocol):
    """One protocol's words for a run, which it is told event by event."""

    def frames(self, event: Event) -> Iterable[bytes]:
        """Return what a stream says of an event."""


class Whole(Protocol):
    """A protocol that can also answer in one piece."""

    def note(self, event: Event) -> None:
        """Remember what the whole answer needs of an event."""

    def whole(self, done: Finished) -> dict[str, Any]:
        """Return the answer."""


async def begin(
    request: Request,
    who: Principal,
    question: str,
    *,
    model: str,
    thread: str = "",
    history: Sequence[Turn] = (),
) -> AsyncGenerator[Event, None]:
    """Ask by the way that a model's name stands for; count and note what comes of it.

    Raises `ModelNotFound`, `TooMany`.
    """
    way = way_of(model, request.app.state.trivium)
    knobs = {"route": way.route, "model": way.model, "thread": thread, "history": history}
    return await ask(request, who, question, **knobs)


async def ask(
    request: Request, who: Principal, question: str, **knobs: Any
) -> AsyncGenerator[Event, None]:
    """Ask with the keywords of `Trivium.stream`; count and note what comes of it.

    Raises `TooMany`.
    """
    trivium = request.app.state.trivium
    await refuse_beyond_quota(trivium, who, request.state.key)
    return _counted(trivium.stream(question, principal=who, **knobs), request)


async def streamed(
    events: AsyncGenerator[Event, None],
    projection: Projection,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with server-sent events; what goes wrong before the first is a plain error answer."""
    feed = Feed(_frames(events, projection))
    await feed.begin(PING_S)
    return EventStream(feed, projection, headers=headers)


async def answered(
    request: Request, events: AsyncGenerator[Event, None], projection: Whole
) -> Response:
    """Answer in one piece; the run is cancelled when the client leaves."""
    return await _while_connected(request, _whole(events, projection))


async def _counted(
    events: AsyncGenerator[Event, None], request: Request
) -> AsyncGenerator[Event, None]:
    metrics: Metrics = request.app.state.metrics
    async with aclosing(events):
        async for event in events:
            if event["type"] == "evidence":
                note(request, read=(source["document_id"] for source in event["passages"]))
            elif event["type"] == "finished":
                metrics.answered(event["route"], event["outcome"], event["ms"] / 1000)
                note(request, receipt=event["id"])
            yield event


async def _frames(
    events: AsyncGenerator[Event, None], projection: Projection
) -> AsyncGenerator[bytes, None]:
    async with aclosing(events):
        async for event in events:
            for frame in projection.frames(event):
                yield frame


async def _whole(events: AsyncGenerator[Event, None], projection: Whole) -> Response:
    done: Finished | None = None
    async with aclosing(events):
        async for event in events:
            projection.note(event)
            if event["type"] == "finished":
                done = event
    assert done is not None
    return JSONResponse(projection.whole(done))


async def _while_connected(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    task = asyncio.create_task(work)
    left = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
        # 499: nobody is there to read it, but a proxy's log may.
        return task.result() if task.done() else Response(status_code=499)
    finally:
        for each in (task, left):
            each.cancel()
        await asyncio.gather(task, left, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
