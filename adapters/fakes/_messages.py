"""Anthropic's messages, as its server writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .asked import Asked, Form, Said
from .caches import MarkedCache
from .dialect import Counts, Dialect, Frame
from .faults import Refused

_INVALID = "invalid_request_error"
_REASONS = {"stop": "end_turn", "length": "max_tokens", "tool": "tool_use"}
_MOST_MARKS = 4


class Messages(Dialect):
    """`POST /v1/messages`."""

    def __init__(self) -> None:
        self._cache = MarkedCache()

    def read(self, path: str, body: Mapping[str, Any]) -> Asked:
        """Read system, messages, form and limits, all of which the vendor checks too."""
        for name in ("model", "messages", "max_tokens"):
            if not body.get(name):
                raise Refused(400, _INVALID, f"{name}: Field required")
        if sum(marked for _, marked in _blocks(body)) > _MOST_MARKS:
            raise Refused(400, _INVALID, "At most 4 blocks may have cache_control.")
        said = [("system", _text(body.get("system") or ""))]
        said += [(each["role"], _text(each["content"])) for each in body["messages"]]
        messages = [each for each in said if each[1]]
        stream = bool(body.get("stream"))
        return Asked(path, body["model"], messages, body, _form(body), stream, body["max_tokens"])

    def cached(self, asked: Asked) -> tuple[int, int]:
        """Count what ends with a block that is marked by `cache_control`."""
        return self._cache.read(_blocks(asked.body))

    def whole(self, asked: Asked, said: Said, counts: Counts) -> dict[str, Any]:
        """Write a `message`."""
        content = _content(asked, said)
        usage = _usage(counts, counts.said)
        return _message(asked, [content] if said.text else [], _reason(said), usage)

    def frames(
        self, asked: Asked, said: Said, parts: Sequence[str], counts: Counts
    ) -> Iterator[Frame]:
        """Write the events of a message that has one block."""
        kind, field = ("input_json_delta", "partial_json")
        if said.finish != "tool":
            kind, field = ("text_delta", "text")
        empty = _content(asked, Said("", said.finish))
        usage = _usage(counts, 1)
        yield _event("message_start", message=_message(asked, [], None, usage)), 0
        yield _event("content_block_start", index=0, content_block=empty), 0
        yield _event("ping"), 0
        for part in parts:
            delta = {"type": kind, field: part}
            yield _event("content_block_delta", index=0, delta=delta), 1
        yield _event("content_block_stop", index=0), 0
        stopped = {"stop_reason": _reason(said), "stop_sequence": None}
        yield _event("message_delta", delta=stopped, usage=_usage(counts, counts.said)), 0
        yield _event("message_stop"), 0

    def failure(self, refused: Refused) -> dict[str, Any]:
        """Write Anthropic's error."""
        kind = refused.kind if refused.kind.endswith("_error") else "rate_limit_error"
        return {"type": "error", "error": {"type": kind, "message": str(refused)}}

    def failure_frame(self, refused: Refused) -> str:
        """Write an `error` event."""
        return f"event: error\ndata: {json.dumps(self.failure(refused))}\n\n"


def _event(kind: str, **fields: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


def _reason(said: Said) -> str:
    return _REASONS.get(said.finish, "refusal")


def _content(asked: Asked, said: Said) -> dict[str, Any]:
    if said.finish != "tool":
        return {"type": "text", "text": said.text}
    name = asked.form.name if asked.form else ""
    return {"type": "tool_use", "id": "toolu_1", "name": name, "input": _object(said.text)}


def _object(text: str) -> dict[str, Any]:
    """Return the arguments of a call; what is no JSON object comes through as an empty one."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _message(
    asked: Asked, content: list[dict[str, Any]], reason: str | None, usage: dict[str, int]
) -> dict[str, Any]:
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": asked.model,
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": usage,
    }


def _usage(counts: Counts, said: int) -> dict[str, int]:
    """Count what is neither read from the cache nor written to it apart, as Anthropic does."""
    return {
        "input_tokens": max(counts.prompt - counts.cached - counts.written, 0),
        "cache_creation_input_tokens": counts.written,
        "cache_read_input_tokens": counts.cached,
        "output_tokens": said,
    }


def _form(body: Mapping[str, Any]) -> Form | None:
    wanted = (body.get("output_config") or {}).get("format") or body.get("output_format") or {}
    if wanted.get("type") == "json_schema":
        return Form("json_schema", schema=wanted.get("schema") or {})
    choice = body.get("tool_choice") or {}
    if choice.get("type") not in ("any", "tool"):
        return None
    for tool in body.get("tools") or ():
        if choice.get("name") in (None, tool["name"]):
            return Form("tools", tool["name"], tool.get("input_schema") or {})
    raise Refused(400, _INVALID, f"There is no tool {choice.get('name')!r}.")


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    texts = (block.get("text") or block.get("content") or "" for block in content)
    return "\n".join(text if isinstance(text, str) else _text(text) for text in texts)


def _blocks(body: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """Return tools, system and messages as the blocks that a cache mark may stand on."""
    blocks = [(json.dumps(tool, sort_keys=True), tool) for tool in body.get("tools") or ()]
    parts = [body.get("system") or "", *(each["content"] for each in body["messages"])]
    for content in parts:
        whole = [{"text": content}] if isinstance(content, str) else content
        blocks += [(_text([block]), block) for block in whole]
    marked = [(text, bool(block.get("cache_control"))) for text, block in blocks]
    if body.get("cache_control") and marked:
        marked[-1] = (marked[-1][0], True)
    return marked
