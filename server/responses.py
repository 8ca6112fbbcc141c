"""POST /v1/responses: ask as one asks OpenAI's newer door, going on from an earlier answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from time import time
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from ..adapters.errors import NotFound
from ..adapters.receipts import Receipt
from ..adapters.terms import Principal, Turn
from ..graph.library import Trivium
from .answering import answered, begin, streamed
from .errors import BadRequest
from .messages import question_in, turns_before
from .openai_shapes import Message
from .principal import Served, Who, header_text
from .responses_events import PREFIX, Answering
from .responses_shapes import Conversation, Item, ResponsesAnswer, ResponsesEvent, ResponsesRequest
from .stream_shapes import streaming

router = APIRouter(tags=["chat"])

_ANSWERS = streaming(
    "The answer; with `stream` as typed events, server-sent.", ResponsesEvent, ResponsesAnswer
)


@router.post("/v1/responses", response_model=None, responses=_ANSWERS)
async def respond(
    body: ResponsesRequest,
    request: Request,
    trivium: Served,
    who: Who,
    x_trivium_thread: Annotated[str, Header(description="a conversation to go on with")] = "",
) -> Response:
    """Answer the last message of the input, going on from an earlier answer if one is named."""
    messages = _messages(body.input)
    question, said = question_in(messages), turns_before(messages)
    thread = header_text(x_trivium_thread, "X-Trivium-Thread") or _conversation(body)
    history: Sequence[Turn] = ()
    if not thread:
        thread, history = await _place(body, said, trivium, who)
    events = await begin(request, who, question, model=body.model, thread=thread, history=history)
    asked = {
        "model": body.model,
        "previous_response_id": body.previous_response_id,
        "store": body.store is not False,
    }
    answering = Answering(created=int(time()), home=str(request.base_url), asked=asked)
    if body.stream:
        return await streamed(events, answering)
    return await answered(request, events, answering)


async def _place(
    body: ResponsesRequest, said: Sequence[Turn], trivium: Trivium, who: Principal
) -> tuple[str, Sequence[Turn]]:
    """Return the thread to write to, empty for none, and what was said where that is not in it."""
    kept = body.store is not False
    fresh = f"responses-{uuid4().hex}" if kept else ""
    if not body.previous_response_id:
        return fresh, said
    receipt = await _receipt(body.previous_response_id, trivium, who)
    turns = await trivium.turns(receipt.thread, principal=who) if receipt.thread else []
    before = _until(turns, receipt)
    if before == turns and kept and not said:
        return receipt.thread, ()
    return fresh, [*before, *said]


async def _receipt(name: str, trivium: Trivium, who: Principal) -> Receipt:
    try:
        return await trivium.receipt(name.removeprefix(PREFIX), principal=who)
    except NotFound as error:
        raise BadRequest(
            f"There is no earlier answer {name[:80]!r} of this asker: leave "
            "`previous_response_id` away, or name one that was asked with the same key.",
            "previous_response_id",
        ) from error


def _until(turns: Sequence[Turn], receipt: Receipt) -> list[Turn]:
    """Return a conversation up to an answer; at least its question and itself."""
    ends = [
        n
        for n, (asked, said) in enumerate(pairwise(turns))
        if asked.content == receipt.question and said.content == receipt.text
    ]
    if ends:
        return list(turns[: ends[-1] + 2])
    return [
        Turn(role="user", content=receipt.question),
        Turn(role="assistant", content=receipt.text),
    ]


def _messages(given: str | Sequence[Item]) -> list[Message]:
    if isinstance(given, str):
        return [Message(role="user", content=given)]
    return [
        Message(role=item.role, content=item.content)
        for item in given
        if item.type == "message" and item.role is not None
    ]


def _conversation(body: ResponsesRequest) -> str:
    if isinstance(body.conversation, Conversation):
        return body.conversation.id
    return body.conversation or ""
