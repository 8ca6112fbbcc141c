"""From the events of a run to OpenAI's response: whole, or as its typed events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..nodes.events import Event, Finished
from .sse import frame
from .told import marks, told, verdict

PREFIX = "resp_"
_PLACE = {"output_index": 0, "content_index": 0}
# What OpenAI's clients know; every other kind of failure is the server's to them.
_CODES = {"rate_limit_error": "rate_limit_exceeded", "invalid_request_error": "invalid_prompt"}


@dataclass(kw_only=True)
class Answering:
    """One answer on its way out; `asked` holds fields of the request that are said back."""

    created: int
    home: str
    asked: Mapping[str, Any]
    id: str = ""
    reason: str = ""
    text: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1 << 62)))
    last: bytes = b""

    def note(self, event: Event) -> None:
        """Remember what later shapes need of an event."""
        if event["type"] == "started":
            self.id = event["id"]
        elif event["type"] == "routed":
            self.reason = event["reason"]
        elif event["type"] == "sentence":
            self.text += event["text"]

    def whole(self, done: Finished) -> dict[str, Any]:
        """Return the whole answer."""
        status = "incomplete" if done["outcome"] == "budget_exhausted" else "completed"
        return {
            **self._response(status),
            "output": [self._message(status, [self._part(done["text"], self._citations(done))])],
            "usage": _usage(done),
            "trivium": told(done, self.reason),
        }

    def frames(self, event: Event) -> list[bytes]:
        """Return the events of an event: the beginning, a sentence, citations and the end."""
        self.note(event)
        if event["type"] == "started":
            return self._begin()
        if event["type"] == "sentence":
            delta = {**self._at, "delta": event["text"], "logprobs": []}
            return [self._event("output_text.delta", {**delta, "trivium": verdict(event)})]
        if event["type"] == "finished":
            return self._end(event)
        return []

    def failed(self, error: Mapping[str, Any]) -> list[bytes]:
        """Return the event of a failure, which is the last."""
        code = _CODES.get(str(error["type"]), "server_error")
        response = self._response("failed")
        response["error"] = {"code": code, "message": error["message"]}
        return [self._event("failed", {"response": response})]

    @property
    def _at(self) -> dict[str, Any]:
        return {"item_id": f"msg_{self.id}", **_PLACE}

    def _begin(self) -> list[bytes]:
        response = self._response("in_progress")
        item = self._message("in_progress", [])
        return [
            self._event("created", {"response": response}),
            self._event("in_progress", {"response": response}),
            self._event("output_item.added", {"output_index": 0, "item": item}),
            self._event("content_part.added", {**self._at, "part": self._part("", [])}),
        ]

    def _end(self, done: Finished) -> list[bytes]:
        whole = self.whole(done)
        [item] = whole["output"]
        [part] = item["content"]
        cited = [
            self._event("output_text.annotation.added", {**self._at, **{
                "annotation_index": index, "annotation": annotation,
            }})
            for index, annotation in enumerate(part["annotations"])
        ]  # fmt: skip
        text = {**self._at, "text": part["text"], "logprobs": []}
        return [
            *cited,
            self._event("output_text.done", text),
            self._event("content_part.done", {**self._at, "part": part}),
            self._event("output_item.done", {"output_index": 0, "item": item}),
            self._event(whole["status"], {"response": whole}),
        ]

    def _event(self, kind: str, fields: Mapping[str, Any]) -> bytes:
        name = f"response.{kind}"
        return frame({"type": name, "sequence_number": next(self.numbers), **fields}, name)

    def _response(self, status: str) -> dict[str, Any]:
        cut = {"reason": "max_output_tokens"} if status == "incomplete" else None
        return {
            "id": PREFIX + self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "error": None,
            "incomplete_details": cut,
            "output": [],
            "usage": None,
            "instructions": None,
            "max_output_tokens": None,
            "metadata": {},
            "parallel_tool_calls": True,
            "temperature": None,
            "text": {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": None,
            "truncation": "disabled",
            **self.asked,
        }

    def _message(self, status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": f"msg_{self.id}",
            "type": "message",
            "role": "assistant",
            "status": status,
            "content": content,
        }

    def _part(self, text: str, annotations: list[dict[str, Any]]) -> dict[str, Any]:
        return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}

    def _citations(self, done: Finished) -> list[dict[str, Any]]:
        return [
            {
                "type": "url_citation",
                "start_index": mark.start,
                "end_index": mark.end,
                "title": mark.title,
                "url": mark.url,
            }
            for mark in marks(done, self.home)
        ]


def _usage(done: Finished) -> dict[str, Any]:
    return {
        "input_tokens": done["tokens_in"],
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": done["tokens_out"],
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": done["tokens_in"] + done["tokens_out"],
    }
