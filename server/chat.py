"""POST /v1/chat/completions: ask as one asks OpenAI."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from time import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response

from ..nodes.events import Event, Finished
from .completions import Completion
from .errors import BadRequest
from .messages import question_in, turns_before
from .metrics import Metrics
from .models import way_of
from .openai_shapes import ChatChunk, ChatCompletion, ChatRequest, errors
from .principal import Served, Who, header_text
from .sse import PING_S, EventStream, Feed, frame

router = APIRouter(tags=["chat"])

_ANSWERS: dict[int | str, dict[str, Any]] = {
    **errors(404, 413, 502, 504, 507),
    200: {
        "model": ChatCompletion,
        "description": "The answer; with `stream` in chunks, as server-sent events.",
        "content": {"text/event-stream": {"schema": ChatChunk.model_json_schema()}},
    },
}


@router.post("/v1/chat/completions", response_model=None, responses=_ANSWERS)
async def chat(
    body: ChatRequest,
    request: Request,
    trivium: Served,
    who: Who,
    x_trivium_thread: Annotated[
        str, Header(description="a conversation to go on with: only the last message counts")
    ] = "",
) -> Response:
    """Answer the last message by the route that the model's name asks for."""
    if body.n is not None and body.n != 1:
        raise BadRequest("`n` must be 1: there is one answer to a question.", "n")
    way = way_of(body.model, trivium)
    question = question_in(body.messages)
    thread = header_text(x_trivium_thread, "X-Trivium-Thread")
    events = trivium.stream(
        question,
        thread=thread,
        principal=who,
        history=() if thread else turns_before(body.messages),
        route=way.route,
        model=way.model,
    )
    completion = Completion(model=body.model, created=int(time()), home=str(request.base_url))
    counted = _counted(events, request.app.state.metrics)
    if not body.stream:
        return await _while_connected(request, _whole(counted, completion))
    usage = bool(body.stream_options and body.stream_options.include_usage)
    feed = Feed(_frames(completion.chunks(counted, usage=usage)))
    await feed.begin(PING_S)
    return EventStream(feed)


async def _counted(
    events: AsyncGenerator[Event, None], metrics: Metrics
) -> AsyncGenerator[Event, None]:
    """Pass events on and count the answer they end with."""
    async with aclosing(events):
        async for event in events:
            if event["type"] == "finished":
                metrics.answered(event["route"], event["outcome"], event["ms"] / 1000)
            yield event


async def _frames(
    chunks: AsyncGenerator[dict[str, Any], None],
) -> AsyncGenerator[bytes, None]:
    async with aclosing(chunks):
        async for chunk in chunks:
            yield frame(chunk)


async def _whole(events: AsyncGenerator[Event, None], completion: Completion) -> Response:
    done: Finished | None = None
    async with aclosing(events):
        async for event in events:
            completion.note(event)
            if event["type"] == "finished":
                done = event
    assert done is not None
    return JSONResponse(completion.whole(done))


async def _while_connected(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    """Return the answer of `work`, which is cancelled when the client leaves."""
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
