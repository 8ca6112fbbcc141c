"""POST /v1/ag-ui: the AG-UI protocol, for frontends that show what an agent does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from ..nodes.events import Event, Finished, Stepped
from .answering import begin, streamed
from .messages import question_in, turns_before
from .openai_shapes import ASKED, Message, Text
from .principal import Who
from .sse import frame
from .stream_shapes import streaming
from .told import told, verdict

router = APIRouter(tags=["chat"])


class Forwarded(BaseModel):
    """What the frontend passes on to Trivium; other fields are ignored."""

    model: str = Field("trivium", description="one of those that GET /v1/models lists")


class RunInput(BaseModel):
    """A run of the agent; the last message is the question. Other fields are ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "threadId": "t1",
                    "runId": "r1",
                    "messages": [
                        {"id": "m1", "role": "user", "content": "How long are backups kept?"}
                    ],
                }
            ]
        }
    )

    threadId: Text = Field(description="said back; the conversation is what `messages` holds")
    runId: Text
    messages: list[Message] = Field(json_schema_extra=ASKED)
    forwardedProps: Forwarded | None = None


class AgUiEvent(BaseModel):
    """One event of the stream; what else it holds depends on its type."""

    model_config = ConfigDict(extra="allow")

    type: str


_ANSWERS = streaming("The run as AG-UI's events, server-sent.", AgUiEvent)


@router.post("/v1/ag-ui", response_model=None, responses=_ANSWERS)
async def ag_ui(body: RunInput, request: Request, who: Who) -> Response:
    """Answer the last message, telling every step as it is taken."""
    model = body.forwardedProps.model if body.forwardedProps else "trivium"
    question, history = question_in(body.messages), turns_before(body.messages)
    events = await begin(request, who, question, model=model, history=history)
    return await streamed(events, AgUiStream(thread=body.threadId, run=body.runId))


@dataclass(kw_only=True)
class AgUiStream:
    """One run on its way out: its steps, one message, and what Trivium says of it."""

    thread: str
    run: str
    message: str = ""
    reason: str = ""
    steps: list[str] = field(default_factory=list[str])
    started: bool = False
    begun: bool = False
    last: bytes = b""

    def frames(self, event: Event) -> list[bytes]:
        """Return the events of an event; the run's beginning is before whatever comes first."""
        begin = [] if self.started else [self._run("RUN_STARTED")]
        self.started = True
        return [frame(each) for each in (*begin, *self._events(event))]

    def failed(self, error: Mapping[str, Any]) -> list[bytes]:
        """Return the event of an error, which ends the run."""
        return [frame({"type": "RUN_ERROR", "message": error["message"], "code": error["code"]})]

    def _events(self, event: Event) -> list[dict[str, Any]]:
        if event["type"] == "started":
            self.message = event["id"]
            return []
        if event["type"] == "step":
            return self._step(event)
        if event["type"] == "routed":
            self.reason = event["reason"]
            return [_custom("route", {"route": event["route"], "reason": event["reason"]})]
        if event["type"] == "rung":
            return [_custom("rung", {"name": event["name"], "why": event["why"]})]
        if event["type"] == "sentence":
            begin = [] if self.begun else [self._text("START", role="assistant")]
            self.begun = True
            said = self._text("CONTENT", delta=event["text"])
            return [*begin, said, _custom("verdict", verdict(event))]
        if event["type"] == "verdict":
            return [_custom("verdict", verdict(event))]
        return self._end(event) if event["type"] == "finished" else []

    def _step(self, event: Stepped) -> list[dict[str, Any]]:
        if event["status"] == "start":
            self.steps.append(event["name"])
            return [{"type": "STEP_STARTED", "stepName": event["name"]}]
        if event["name"] not in self.steps:
            return []
        self.steps.remove(event["name"])
        return [{"type": "STEP_FINISHED", "stepName": event["name"]}]

    def _end(self, done: Finished) -> list[dict[str, Any]]:
        text = [self._text("END")] if self.begun else []
        open_ = [{"type": "STEP_FINISHED", "stepName": name} for name in self.steps]
        return [*text, *open_, {**self._run("RUN_FINISHED"), "result": told(done, self.reason)}]

    def _run(self, kind: str) -> dict[str, Any]:
        return {"type": kind, "threadId": self.thread, "runId": self.run}

    def _text(self, kind: str, **fields: str) -> dict[str, Any]:
        return {"type": f"TEXT_MESSAGE_{kind}", "messageId": self.message, **fields}


def _custom(name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "CUSTOM", "name": f"trivium.{name}", "value": value}
