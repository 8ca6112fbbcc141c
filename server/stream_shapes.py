"""How OpenAPI is told of an answer that comes as server-sent events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from .openai_shapes import ErrorBody, errors


def streaming(
    description: str,
    chunk: Any,
    whole: type[BaseModel] | None = None,
    *,
    done: bool = False,
    fails: bool = False,
) -> dict[int | str, dict[str, Any]]:
    """Describe what a door answers to a question: a stream of chunks, or the whole.

    With `done` the last data is `[DONE]`; with `fails` an error comes as a chunk of its own shape.
    """
    stream = {"itemSchema": _event(chunk, done=done, fails=fails)}
    answer: dict[str, Any] = {"description": description, "content": {"text/event-stream": stream}}
    if whole is not None:
        answer["model"] = whole
    return {**errors(404, 413, 502, 504, 507), 200: answer}


def _event(chunk: Any, *, done: bool, fails: bool) -> dict[str, Any]:
    """Return the schema of one event as OpenAPI 3.2 has them, which FastAPI uses in 3.1 too."""
    shapes = [inlined(chunk), inlined(ErrorBody)] if fails else [inlined(chunk)]
    content = {"anyOf": shapes} if fails else shapes[0]
    data: dict[str, Any] = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": content,
    }
    if done:
        data = {"anyOf": [{"type": "string", "const": "[DONE]"}, data]}
    properties = {"event": {"type": "string"}, "data": data}
    return {"type": "object", "required": ["data"], "properties": properties}


def inlined(kind: Any) -> dict[str, Any]:
    """Return the schema of a type with its parts in place: OpenAPI keeps parts elsewhere."""
    schema = TypeAdapter(kind).json_schema()
    whole: dict[str, Any] = _whole(schema, schema.get("$defs", {}))
    return whole


def _whole(schema: Any, parts: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_whole(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(parts[schema["$ref"].rpartition("/")[2]], parts)
    # A discriminator maps to the parts, and says nothing that their constants do not.
    dropped = ("$defs", "discriminator")
    return {name: _whole(value, parts) for name, value in schema.items() if name not in dropped}
