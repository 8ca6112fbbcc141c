"""POST /v1/ask: ask, and watch the run's own events as they happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from ..adapters.terms import Turn
from ..nodes.context import Mode
from ..nodes.events import Event
from . import answering
from .openai_shapes import NOT_EMPTY, Text
from .principal import Who
from .sse import DONE, frame
from .stream_shapes import streaming

router = APIRouter(tags=["ask"])


class Said(BaseModel):
    """A turn of a conversation that Trivium does not keep."""

    role: Literal["user", "assistant"]
    content: Text


class AskRequest(BaseModel):
    """A question, and what may be said of how to answer it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "How long are backups kept?"}]}
    )

    question: Text = Field(json_schema_extra=NOT_EMPTY)
    thread: Text = Field("", description="a conversation to go on with, by its name")
    history: list[Said] = Field([], description="the conversation so far, in place of a thread's")
    route: str = Field("", description="force this route")
    model: str = Field("", description="force this tuned model")
    mode: Mode | None = Field(None, description="when verdicts come; docs/events.md explains")
    deadline_s: float | None = Field(None, gt=0, description="for the whole question, in seconds")


_ANSWERS = streaming(
    "The events, each the `data` of a server-sent event; `[DONE]` is the last.",
    Event,
    done=True,
    fails=True,
)


@router.post("/v1/ask", response_model=None, responses=_ANSWERS)
async def ask(body: AskRequest, request: Request, who: Who) -> Response:
    """Answer a question, telling every step, sentence and verdict as it happens."""
    events = await answering.ask(
        request,
        who,
        body.question,
        thread=body.thread,
        history=[Turn(role=said.role, content=said.content) for said in body.history],
        route=body.route,
        model=body.model,
        mode=body.mode,
        deadline_s=body.deadline_s,
    )
    return await answering.streamed(events, Events())


class Events:
    """Says what happens just as the library says it."""

    last = DONE

    def frames(self, event: Event) -> Iterable[bytes]:
        """Tell an event."""
        return [frame(event)]

    def failed(self, error: Mapping[str, Any]) -> Iterable[bytes]:
        """Tell what went wrong."""
        return [frame({"error": error})]
