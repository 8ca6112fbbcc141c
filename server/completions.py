"""From the events of a run to OpenAI's chat completion: whole, or in chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..nodes.events import Event, Finished
from .sse import DONE, frame
from .told import marks, told, verdict


@dataclass(kw_only=True)
class Completion:
    """One answer on its way out; `home` is the address under which the page is reached.

    With `usage` the last chunk of a stream tells the tokens.
    """

    model: str
    created: int
    home: str
    usage: bool = False
    id: str = ""
    reason: str = ""
    last: bytes = DONE

    def note(self, event: Event) -> None:
        """Remember what later shapes need of an event."""
        if event["type"] == "started":
            self.id = f"chatcmpl-{event['id']}"
        elif event["type"] == "routed":
            self.reason = event["reason"]

    def whole(self, done: Finished) -> dict[str, Any]:
        """Return the whole answer."""
        message = {
            "role": "assistant",
            "content": done["text"],
            "refusal": None,
            "annotations": self._annotations(done),
        }
        choice = {"message": message, "finish_reason": _finish(done)}
        return {
            **self._frame("chat.completion", [{"index": 0, "logprobs": None, **choice}]),
            "usage": _usage(done),
            "trivium": told(done, self.reason),
        }

    def frames(self, event: Event) -> list[bytes]:
        """Return the chunks of an event: the role, a sentence, citations and the end, usage."""
        self.note(event)
        more: dict[str, Any] = {"usage": None} if self.usage else {}
        chunks = [{**chunk, **more} for chunk in self._chunks(event)]
        if event["type"] == "finished" and self.usage:
            empty = self._frame("chat.completion.chunk", [])
            chunks.append({**empty, "usage": _usage(event)})
        return [frame(chunk) for chunk in chunks]

    def failed(self, error: Mapping[str, Any]) -> list[bytes]:
        """Return the frame of an error, which has no choices."""
        return [frame({"error": error})]

    def _chunks(self, event: Event) -> list[dict[str, Any]]:
        if event["type"] == "routed":
            told = {"route": event["route"], "reason": event["reason"]}
            return [self._chunk({"role": "assistant", "content": ""}, told)]
        if event["type"] == "sentence":
            return [self._chunk({"content": event["text"]}, verdict(event))]
        if event["type"] == "verdict":
            return [self._chunk({}, verdict(event))]
        if event["type"] == "finished":
            return self._end(event)
        return []

    def _end(self, done: Finished) -> list[dict[str, Any]]:
        annotations = self._annotations(done)
        cited = [self._chunk({"annotations": annotations})] if annotations else []
        return [*cited, self._chunk({}, told(done, self.reason), _finish(done))]

    def _chunk(
        self,
        delta: Mapping[str, Any],
        told: Mapping[str, Any] | None = None,
        finish: str | None = None,
    ) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = self._frame("chat.completion.chunk", [choice])
        return {**chunk, "trivium": told} if told else chunk

    def _frame(self, kind: str, choices: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "choices": choices,
        }

    def _annotations(self, done: Finished) -> list[dict[str, Any]]:
        return [
            {
                "type": "url_citation",
                "url_citation": {
                    "start_index": mark.start,
                    "end_index": mark.end,
                    "title": mark.title,
                    "url": mark.url,
                },
            }
            for mark in marks(done, self.home)
        ]


def _finish(done: Finished) -> str:
    return "length" if done["outcome"] == "budget_exhausted" else "stop"


def _usage(done: Finished) -> dict[str, int]:
    return {
        "prompt_tokens": done["tokens_in"],
        "completion_tokens": done["tokens_out"],
        "total_tokens": done["tokens_in"] + done["tokens_out"],
    }
