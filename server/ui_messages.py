"""POST /v1/ui-messages: the AI SDK's UI message stream, for `useChat` without a server between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from ..nodes.events import Event, Finished
from .answering import begin, streamed
from .messages import question_in, turns_before
from .openai_shapes import ASKED, Message, Part
from .principal import Who, header_text
from .sse import DONE, frame
from .stream_shapes import streaming
from .told import address, told, verdict

router = APIRouter(tags=["chat"])

_VERSION = {"x-vercel-ai-ui-message-stream": "v1"}
_TEXT = {"id": "text"}


class UiMessage(BaseModel):
    """A message as `useChat` keeps it; Trivium reads its parts of type `text`."""

    role: Literal["system", "user", "assistant"]
    parts: list[Part]


class UiRequest(BaseModel):
    """What `useChat` sends; the last message is the question. Other fields are ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "messages": [
                        {
                            "role": "user",
                            "parts": [{"type": "text", "text": "How long are backups kept?"}],
                        }
                    ]
                }
            ]
        }
    )

    messages: list[UiMessage] = Field(json_schema_extra=ASKED)
    model: str = Field("trivium", description="one of those that GET /v1/models lists")


class UiChunk(BaseModel):
    """One chunk of the stream; what else it holds depends on its type."""

    model_config = ConfigDict(extra="allow")

    type: str


_ANSWERS = streaming("The answer in chunks, as server-sent events.", UiChunk, done=True)


@router.post("/v1/ui-messages", response_model=None, responses=_ANSWERS)
async def ui_messages(
    body: UiRequest,
    request: Request,
    who: Who,
    x_trivium_thread: Annotated[
        str, Header(description="a conversation to go on with: only the last message counts")
    ] = "",
) -> Response:
    """Answer the last message in a stream of UI message chunks."""
    messages = [_message(message) for message in body.messages]
    thread = header_text(x_trivium_thread, "X-Trivium-Thread")
    events = await begin(
        request,
        who,
        question_in(messages),
        model=body.model,
        thread=thread,
        history=() if thread else turns_before(messages),
    )
    return await streamed(events, UiStream(home=str(request.base_url)), _VERSION)


@dataclass(kw_only=True)
class UiStream:
    """One answer on its way out, as text, sources and data parts of one message."""

    home: str
    reason: str = ""
    early: list[Event] = field(default_factory=list[Event])
    started: bool = False
    begun: bool = False
    last: bytes = DONE

    def frames(self, event: Event) -> list[bytes]:
        """Return the chunks of an event; the message's beginning is before everything else."""
        if not self.started and event["type"] != "started":
            self.early.append(event)
            return []
        early, self.early, self.started = self.early, [], True
        return [frame(chunk) for each in (event, *early) for chunk in self._chunks(each)]

    def failed(self, error: Mapping[str, Any]) -> list[bytes]:
        """Return the chunk of an error, which the client shows as such."""
        return [frame({"type": "error", "errorText": error["message"]})]

    def _chunks(self, event: Event) -> list[dict[str, Any]]:
        if event["type"] == "started":
            return [{"type": "start", "messageId": event["id"]}, {"type": "start-step"}]
        if event["type"] == "routed":
            self.reason = event["reason"]
            return [_data("route", {"route": event["route"], "reason": event["reason"]})]
        if event["type"] == "step":
            return [{**_data("step", event), "transient": True}]
        if event["type"] == "sentence":
            begin = [] if self.begun else [{"type": "text-start", **_TEXT}]
            self.begun = True
            delta = {"type": "text-delta", **_TEXT, "delta": event["text"]}
            return [*begin, delta, _data("verdict", verdict(event))]
        if event["type"] == "verdict":
            return [_data("verdict", verdict(event))]
        return self._end(event) if event["type"] == "finished" else []

    def _end(self, done: Finished) -> list[dict[str, Any]]:
        text = [{"type": "text-end", **_TEXT}] if self.begun else []
        sources = [
            {
                "type": "source-url",
                "sourceId": str(source["number"]),
                "url": address(source, self.home),
                "title": source["title"],
            }
            for source in done["citations"]
        ]
        said = told(done, self.reason)
        end = {"type": "finish", "messageMetadata": {"trivium": said}}
        return [*text, *sources, {"type": "finish-step"}, end]


def _data(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": f"data-{name}", "data": data}


def _message(message: UiMessage) -> Message:
    return Message(role=message.role, content=[p for p in message.parts if p.type == "text"])
