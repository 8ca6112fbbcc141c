"""POST /v1/ask: ask, and watch the run's own events as they happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ..adapters.terms import Turn
from ..nodes.context import Mode
from ..nodes.events import Event
from . import answering
from .openai_shapes import Text, errors
from .principal import Who
from .sse import DONE, frame

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

    question: Text
    thread: Text = Field("", description="a conversation to go on with, by its name")
    history: list[Said] = Field([], description="the conversation so far, in place of a thread's")
    route: str = Field("", description="force this route")
    model: str = Field("", description="force this tuned model")
    mode: Mode | None = Field(None, description="when verdicts come; docs/events.md explains")
    deadline_s: float | None = Field(None, gt=0, description="for the whole question, in seconds")


def _whole(schema: Any, parts: Mapping[str, Any]) -> Any:
    """Put the parts of a schema where it refers to them: OpenAPI keeps parts elsewhere."""
    if isinstance(schema, list):
        return [_whole(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {name: _whole(value, parts) for name, value in schema.items() if name != "$defs"}


_EVENT = TypeAdapter[Event](Event).json_schema()
_ANSWERS: dict[int | str, dict[str, Any]] = {
    **errors(404, 413, 502, 504, 507),
    200: {
        "description": "The events, each the `data` of a server-sent event; `[DONE]` is the last.",
        "content": {"text/event-stream": {"schema": _whole(_EVENT, _EVENT["$defs"])}},
    },
}


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
