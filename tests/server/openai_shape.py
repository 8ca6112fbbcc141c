"""What OpenAI's clients ask, and every place where an answer differs from what OpenAI would send.

The shapes and orders are recorded in openai_shape.toml.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from .shapes import Record

RECORD = Record.read(Path(__file__).with_suffix(".toml"))
QUESTION = "How many days of annual leave do full-time employees get?"
_CHAT, _RESPONSES = "v1/chat/completions", "v1/responses"
_MESSAGES = [{"role": "user", "content": QUESTION}]
_NOBODY = {"messages": _MESSAGES, "model": "nobody"}
# What OpenAI answers to each of these: a status, a type, a code, the field; None: anything.
_REFUSED: tuple[tuple[str, Any, tuple[Any, ...]], ...] = (
    (_CHAT, {"messages": []}, (400, "invalid_request_error", None, "messages")),
    (_CHAT, {"messages": _MESSAGES, "n": 2}, (400, "invalid_request_error", None, "n")),
    (_CHAT, _NOBODY, (404, "invalid_request_error", "model_not_found", None)),
    (_CHAT, {**_NOBODY, "stream": True}, (404, "invalid_request_error", "model_not_found", None)),
    (_RESPONSES, {"input": []}, (400, "invalid_request_error", None, None)),
    (_RESPONSES, {"input": QUESTION, "previous_response_id": "resp_none"},
     (400, "invalid_request_error", None, "previous_response_id")),
)  # fmt: skip


def differences(client: httpx.Client) -> Iterator[str]:
    """Ask everything; yield a sentence for each place that differs."""
    chat, respond = {"messages": _MESSAGES, "model": "trivium"}, {"input": QUESTION}
    usage = {"stream_options": {"include_usage": True}}
    yield from _whole(client.post(_CHAT, json=chat), "ChatCompletion")
    for more in ({}, usage):
        answer = client.post(_CHAT, json={**chat, "stream": True, **more})
        yield from chat_stream(answer, usage=bool(more))
    yield from _whole(client.get("v1/models"), "ModelList")
    yield from _whole(client.get("v1/models/trivium"), "Model")
    yield from _whole(client.post(_RESPONSES, json=respond), "Response")
    yield from responses_stream(client.post(_RESPONSES, json={**respond, "stream": True}))
    for path, body, wanted in _REFUSED:
        yield from refusal(client.post(path, json=body), wanted)
    yield from refusal(client.get("v1/models/nobody"), _REFUSED[2][2])


def chat_stream(
    answer: httpx.Response, *, usage: bool = False, order: str = "chat"
) -> Iterator[str]:
    """Compare a streamed chat completion; `usage` says that its tokens were asked for."""
    at = f"{'usage ' if usage else ''}stream"
    yield from _is_stream(answer, at)
    chunks = [data for _, data in frames(answer.text)]
    kinds = [_kind(chunk) for chunk in chunks]
    yield from RECORD.out_of_order(kinds, order, at)
    told = [chunk for chunk in chunks if isinstance(chunk, dict)]
    for number, chunk in enumerate(told):
        shape = "ErrorBody" if "error" in chunk else "Chunk"
        yield from RECORD.differences(chunk, shape, f"{at}[{number}]")
    plain = [chunk for chunk in told if chunk.get("choices")]
    for name in ("id", "created", "model"):
        if len({chunk[name] for chunk in plain}) > 1:
            yield f"{at}: {name} changes"
    if (kinds.count("usage") == 1) != usage:
        yield f"{at}: the tokens are told {kinds.count('usage')} times"
    if any(("usage" in chunk) != usage for chunk in plain):
        yield f"{at}: chunks with choices have `usage` where it was not asked for, or have none"


def responses_stream(answer: httpx.Response, *, order: str = "responses") -> Iterator[str]:
    """Compare a streamed response."""
    at = "events"
    yield from _is_stream(answer, at)
    told = frames(answer.text)
    yield from RECORD.out_of_order([str(name) for name, _ in told], order, at)
    for number, (name, event) in enumerate(told):
        if name != event.get("type"):
            yield f"{at}[{number}] is called {name!r} and is of the type {event.get('type')!r}"
        if name in RECORD.shapes:
            yield from RECORD.differences(event, name, f"{at}[{number}]")
        if event.get("sequence_number") != number:
            yield f"{at}[{number}] has the number {event.get('sequence_number')!r}"


def refusal(answer: httpx.Response, wanted: Sequence[Any]) -> Iterator[str]:
    """Compare an error answer: its status, type, code and field, None for any, and its shape."""
    at = f"refusal of {answer.request.method} {answer.request.url.path}"
    yield from RECORD.differences(answer.json(), "ErrorBody", at)
    error: Mapping[str, Any] = answer.json().get("error", {})
    has = (answer.status_code, *(error.get(name) for name in ("type", "code", "param")))
    for each, one in zip(has, wanted, strict=True):
        if one is not None and each != one:
            yield f"{at} has {each!r} and not {one!r}"


def frames(text: str) -> list[tuple[str, Any]]:
    """Return a stream's events: the name, empty for none, and the data, decoded if it is JSON."""
    told = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        fields = dict(line.split(": ", 1) for line in lines)
        if "data" in fields:
            data = fields["data"]
            told.append((fields.get("event", ""), data if data == "[DONE]" else json.loads(data)))
    return told


def _whole(answer: httpx.Response, shape: str) -> Iterator[str]:
    yield from RECORD.differences(answer.json(), shape, shape)


def _is_stream(answer: httpx.Response, at: str) -> Iterator[str]:
    kind = answer.headers["content-type"].partition(";")[0]
    if kind != "text/event-stream":
        yield f"{at} is of the content type {kind}"


def _kind(chunk: Any) -> str:
    """Say what a chunk of a chat's stream tells."""
    if chunk == "[DONE]":
        return "DONE"
    if "error" in chunk:
        return "error"
    if not chunk["choices"]:
        return "usage"
    choice = chunk["choices"][0]
    delta = choice["delta"]
    if choice["finish_reason"] is not None:
        return "finish" if not delta else "finish-with-delta"
    names = {"role": "role", "content": "content", "annotations": "citations"}
    return next((word for name, word in names.items() if name in delta), "empty")
