"""What OpenAI's two protocols share: messages, forms, cache keys, errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .asked import Asked, Form
from .faults import Refused


def asked_of(
    path: str, body: Mapping[str, Any], messages: Any, form: Form | None, most: int | None
) -> Asked:
    """Return the request; raises `Refused` without a model or messages."""
    if not isinstance(messages, list) or not messages or not body.get("model"):
        raise Refused(400, "invalid_request_error", "model and messages are required.")
    said = [(str(each.get("role", each.get("type"))), text_of(each)) for each in messages]
    stream = bool(body.get("stream"))
    return Asked(path, body["model"], said, body, form, stream, most)


def text_of(message: Mapping[str, Any]) -> str:
    """Return a message's text, whether it comes as one string or in parts."""
    content = message.get("content") or message.get("output") or ""
    if isinstance(content, str):
        called = message.get("tool_calls")
        return content + (json.dumps(called) if called else "")
    return "\n".join(str(part.get("text", "")) for part in content)


def form_of(body: Mapping[str, Any]) -> Form | None:
    """Return the form that a chat completion is asked for: a tool only if it must be called."""
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        given = wanted["json_schema"]
        return Form("json_schema", given.get("name", ""), given.get("schema") or {})
    if wanted.get("type") == "json_object":
        return Form("json", schema={})
    tools = [tool.get("function", tool) for tool in body.get("tools") or ()]
    return chosen(tools, body.get("tool_choice"))


def chosen(tools: list[Any], choice: Any) -> Form | None:
    """Return the tool that must be called, if one must."""
    if not tools or choice in (None, "auto", "none"):
        return None
    named = choice.get("function", choice).get("name") if isinstance(choice, Mapping) else None
    for tool in tools:
        if named in (None, tool.get("name")):
            return Form("tools", tool["name"], tool.get("parameters") or {})
    raise Refused(400, "invalid_request_error", f"There is no tool {named!r}.")


def name_of(asked: Asked) -> str:
    """Return under which name prompts are cached together."""
    given = (asked.body.get(name) for name in ("prompt_cache_key", "cache_salt"))
    return " ".join([asked.model, *(name or "" for name in given)])


def before_messages(asked: Asked) -> str:
    """Return what the server puts before the messages: tools and schemas."""
    return json.dumps([asked.body.get(name) for name in ("tools", "response_format", "text")])


def failure(refused: Refused) -> dict[str, Any]:
    """Write OpenAI's error."""
    said = {"message": str(refused), "type": refused.kind, "param": None, "code": refused.code}
    return {"error": said}
