"""OpenAI's responses, as its server writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from time import time
from typing import Any

from ._openai import asked_of, before_messages, chosen, failure, name_of
from .asked import Asked, Form, Said
from .caches import PrefixCache
from .dialect import Counts, Dialect, Frame
from .faults import Refused

_CUT = {"length": "max_output_tokens", "filtered": "content_filter"}
_KINDS = {"tool": ("function_call_arguments", "arguments"), "refused": ("refusal", "refusal")}


class Responses(Dialect):
    """`POST /v1/responses`."""

    def __init__(self) -> None:
        self._cache = PrefixCache()

    def read(self, path: str, body: Mapping[str, Any]) -> Asked:
        """Read instructions and input, form and limits."""
        given = body.get("input")
        said = [{"role": "user", "content": given}] if isinstance(given, str) else given or []
        if body.get("instructions"):
            said = [{"role": "system", "content": body["instructions"]}, *said]
        return asked_of(path, body, said, _form(body), body.get("max_output_tokens"))

    def cached(self, asked: Asked) -> tuple[int, int]:
        """Count any prefix that came before under the same model and `prompt_cache_key`."""
        return self._cache.read(name_of(asked), before_messages(asked) + asked.prompt), 0

    def whole(self, asked: Asked, said: Said, counts: Counts) -> dict[str, Any]:
        """Write a `response`."""
        return _response(asked, said, [_item(asked, said)], counts)

    def frames(
        self, asked: Asked, said: Said, parts: Sequence[str], counts: Counts
    ) -> Iterator[Frame]:
        """Write the events of a response, counted from 0."""
        numbers = count()
        for kind, fields, tokens in _events(asked, said, parts, counts):
            event = {"type": f"response.{kind}", **fields, "sequence_number": next(numbers)}
            yield f"event: response.{kind}\ndata: {json.dumps(event)}\n\n", tokens

    def failure(self, refused: Refused) -> dict[str, Any]:
        """Write OpenAI's error."""
        return failure(refused)

    def failure_frame(self, refused: Refused) -> str:
        """Write an `error` event."""
        event = {"type": "error", "code": refused.kind, "message": str(refused), "param": None}
        return f"event: error\ndata: {json.dumps({**event, 'sequence_number': 0})}\n\n"


def _form(body: Mapping[str, Any]) -> Form | None:
    wanted = (body.get("text") or {}).get("format") or {}
    if wanted.get("type") == "json_schema":
        return Form("json_schema", wanted.get("name", ""), wanted.get("schema") or {})
    if wanted.get("type") == "json_object":
        return Form("json")
    return chosen(list(body.get("tools") or ()), body.get("tool_choice"))


def _events(
    asked: Asked, said: Said, parts: Sequence[str], counts: Counts
) -> Iterator[tuple[str, dict[str, Any], int]]:
    kind, field = _KINDS.get(said.finish, ("output_text", "text"))
    called = said.finish == "tool"
    at = {"item_id": "item_1", "output_index": 0, **({} if called else {"content_index": 0})}
    begun = _response(asked, None, [], None)
    item = _item(asked, said)
    bare: dict[str, Any] = {"arguments": ""} if called else {"content": []}
    empty = {**item, "status": "in_progress", **bare}
    yield "created", {"response": begun}, 0
    yield "output_item.added", {"output_index": 0, "item": empty}, 0
    if not called:
        part = item["content"][0]
        yield "content_part.added", {**at, "part": {**part, field: ""}}, 0
    more: dict[str, Any] = {"logprobs": []} if kind == "output_text" else {}
    for text in parts:
        yield f"{kind}.delta", {**at, "delta": text, **more}, 1
    yield f"{kind}.done", {**at, field: said.text, **more}, 0
    if not called:
        yield "content_part.done", {**at, "part": item["content"][0]}, 0
    yield "output_item.done", {"output_index": 0, "item": item}, 0
    whole = _response(asked, said, [item], counts)
    yield whole["status"], {"response": whole}, 0


def _item(asked: Asked, said: Said) -> dict[str, Any]:
    item: dict[str, Any] = {"id": "item_1", "status": "completed"}
    if said.finish == "tool":
        name = asked.form.name if asked.form else ""
        called = {"type": "function_call", "call_id": "call_1", "name": name}
        return {**item, **called, "arguments": said.text}
    part: dict[str, Any] = {"type": "output_text", "text": said.text, "annotations": []}
    if said.finish == "refused":
        part = {"type": "refusal", "refusal": said.text}
    return {**item, "type": "message", "role": "assistant", "content": [part]}


def _response(
    asked: Asked, said: Said | None, items: list[dict[str, Any]], counts: Counts | None
) -> dict[str, Any]:
    cut = _CUT.get(said.finish) if said else None
    status = "in_progress" if said is None else "incomplete" if cut else "completed"
    return {
        "id": "resp_fake",
        "object": "response",
        "created_at": int(time()),
        "status": status,
        "error": None,
        "incomplete_details": {"reason": cut} if cut else None,
        "instructions": None,
        "model": asked.model,
        "output": items,
        "parallel_tool_calls": True,
        "tool_choice": asked.body.get("tool_choice") or "auto",
        "tools": asked.body.get("tools") or [],
        "usage": counts and _usage(counts),
    }


def _usage(counts: Counts) -> dict[str, Any]:
    return {
        "input_tokens": counts.prompt,
        "input_tokens_details": {"cached_tokens": counts.cached, "cache_write_tokens": 0},
        "output_tokens": counts.said,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": counts.prompt + counts.said,
    }
