"""OpenAI's chat completions, as its server writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from time import time
from typing import Any

from ._openai import asked_of, before_messages, failure, form_of, name_of
from .asked import Asked, Said
from .caches import PrefixCache
from .dialect import Counts, Dialect, Frame
from .faults import Refused

_REASONS = {"stop": "stop", "length": "length", "tool": "tool_calls", "filtered": "content_filter"}


class Chat(Dialect):
    """`POST /v1/chat/completions`."""

    def __init__(self) -> None:
        self._cache = PrefixCache()

    def read(self, path: str, body: Mapping[str, Any]) -> Asked:
        """Read messages, form and limits."""
        most = body.get("max_completion_tokens") or body.get("max_tokens")
        return asked_of(path, body, body.get("messages"), form_of(body), most)

    def cached(self, asked: Asked) -> tuple[int, int]:
        """Count any prefix that came before under the same model and `prompt_cache_key`."""
        return self._cache.read(name_of(asked), before_messages(asked) + asked.prompt), 0

    def whole(self, asked: Asked, said: Said, counts: Counts) -> dict[str, Any]:
        """Write a `chat.completion`."""
        message: dict[str, Any] = {"role": "assistant", "content": said.text, "refusal": None}
        if said.finish == "tool":
            message |= {"content": None, "tool_calls": [_call(asked, said.text)]}
        elif said.finish == "refused":
            message |= {"content": None, "refusal": said.text}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _reason(said)}
        head = _head(asked, "chat.completion")
        return {**head, "choices": [choice], "usage": _usage(counts)}

    def frames(
        self, asked: Asked, said: Said, parts: Sequence[str], counts: Counts
    ) -> Iterator[Frame]:
        """Write `chat.completion.chunk`s: role, tokens, reason, usage if wanted, [DONE]."""
        head = _head(asked, "chat.completion.chunk")
        counted = (asked.body.get("stream_options") or {}).get("include_usage")
        if counted:
            head["usage"] = None
        first: dict[str, Any] = {"role": "assistant", "content": "", "refusal": None}
        if said.finish == "tool":
            first |= {"content": None, "tool_calls": [{"index": 0, **_call(asked, "")}]}
        yield _chunk(head, first), 0
        for part in parts:
            yield _chunk(head, _delta(said, part)), 1
        yield _chunk(head, {}, _reason(said)), 0
        if counted:
            yield _event({**head, "choices": [], "usage": _usage(counts)}), 0
        yield "data: [DONE]\n\n", 0

    def failure(self, refused: Refused) -> dict[str, Any]:
        """Write OpenAI's error."""
        return failure(refused)


def _head(asked: Asked, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-fake", "object": kind, "created": int(time()), "model": asked.model}


def _reason(said: Said) -> str:
    return _REASONS.get(said.finish, "stop")


def _call(asked: Asked, arguments: str) -> dict[str, Any]:
    name = asked.form.name if asked.form else ""
    return {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}


def _delta(said: Said, part: str) -> dict[str, Any]:
    if said.finish == "tool":
        return {"tool_calls": [{"index": 0, "function": {"arguments": part}}]}
    return {"refusal" if said.finish == "refused" else "content": part}


def _chunk(head: Mapping[str, Any], delta: Mapping[str, Any], reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    return _event({**head, "choices": [choice]})


def _event(given: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(given)}\n\n"


def _usage(counts: Counts) -> dict[str, Any]:
    return {
        "prompt_tokens": counts.prompt,
        "completion_tokens": counts.said,
        "total_tokens": counts.prompt + counts.said,
        "prompt_tokens_details": {"cached_tokens": counts.cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
