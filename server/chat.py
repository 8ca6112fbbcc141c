"""POST /v1/chat/completions: ask as one asks OpenAI."""

from __future__ import annotations

from time import time
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from .answering import answered, begin, streamed
from .completions import Completion
from .errors import BadRequest
from .messages import question_in, turns_before
from .openai_shapes import ChatChunk, ChatCompletion, ChatRequest
from .principal import Who, header_text
from .stream_shapes import streaming

router = APIRouter(tags=["chat"])

_ANSWERS = streaming(
    "The answer; with `stream` in chunks, as server-sent events.",
    ChatChunk,
    ChatCompletion,
    done=True,
    fails=True,
)


@router.post("/v1/chat/completions", response_model=None, responses=_ANSWERS)
async def chat(
    body: ChatRequest,
    request: Request,
    who: Who,
    x_trivium_thread: Annotated[
        str, Header(description="a conversation to go on with: only the last message counts")
    ] = "",
) -> Response:
    """Answer the last message by the route that the model's name asks for."""
    if body.n is not None and body.n != 1:
        raise BadRequest("`n` must be 1: there is one answer to a question.", "n")
    question = question_in(body.messages)
    thread = header_text(x_trivium_thread, "X-Trivium-Thread")
    history = () if thread else turns_before(body.messages)
    events = await begin(request, who, question, model=body.model, thread=thread, history=history)
    completion = Completion(
        model=body.model,
        created=int(time()),
        home=str(request.base_url),
        usage=bool(body.stream_options and body.stream_options.include_usage),
    )
    if body.stream:
        return await streamed(events, completion)
    return await answered(request, events, completion)
