"""OpenAI's shapes as its own client declares them, in the notation of the recorded ones."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from openai import types
from openai.pagination import SyncPage
from openai.types import chat, completion_usage, responses
from openai.types.chat import chat_completion, chat_completion_chunk, chat_completion_message
from openai.types.responses import (
    response,
    response_error,
    response_output_text,
    response_output_text_annotation_added_event,
    response_usage,
)
from pydantic import BaseModel

_EVENTS = (
    responses.ResponseCreatedEvent,
    responses.ResponseInProgressEvent,
    responses.ResponseOutputItemAddedEvent,
    responses.ResponseContentPartAddedEvent,
    responses.ResponseTextDeltaEvent,
    responses.ResponseOutputTextAnnotationAddedEvent,
    responses.ResponseTextDoneEvent,
    responses.ResponseContentPartDoneEvent,
    responses.ResponseOutputItemDoneEvent,
    responses.ResponseCompletedEvent,
    responses.ResponseIncompleteEvent,
    responses.ResponseFailedEvent,
)
NAMES: dict[Any, str] = {
    chat.ChatCompletion: "ChatCompletion",
    chat_completion.Choice: "Choice",
    chat.ChatCompletionMessage: "Message",
    chat_completion_message.Annotation: "Annotation",
    chat_completion_message.AnnotationURLCitation: "UrlCitation",
    chat.ChatCompletionChunk: "Chunk",
    chat_completion_chunk.Choice: "ChunkChoice",
    chat_completion_chunk.ChoiceDelta: "Delta",
    types.CompletionUsage: "Usage",
    completion_usage.PromptTokensDetails: "PromptTokens",
    completion_usage.CompletionTokensDetails: "CompletionTokens",
    SyncPage[types.Model]: "ModelList",
    types.Model: "Model",
    types.ErrorObject: "Error",
    responses.Response: "Response",
    response.IncompleteDetails: "IncompleteDetails",
    response_error.ResponseError: "ResponseError",
    responses.ResponseOutputMessage: "OutputMessage",
    responses.ResponseOutputText: "OutputText",
    response_output_text.AnnotationURLCitation: "OutputCitation",
    response_output_text_annotation_added_event.AnnotationURLCitation: "OutputCitation",
    responses.ResponseUsage: "ResponseUsage",
    response_usage.InputTokensDetails: "InputTokens",
    response_usage.OutputTokensDetails: "OutputTokens",
    **{event: get_args(event.model_fields["type"].annotation)[0] for event in _EVENTS},
}
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def shapes() -> dict[str, dict[str, str]]:
    """Return each type's fields; `?` is behind a name that may be missing."""
    return {name: dict(_fields(kind)) for kind, name in NAMES.items()}


def _fields(kind: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, field in kind.model_fields.items():
        yield name if field.is_required() else f"{name}?", " | ".join(_words(field.annotation))


def _words(kind: Any) -> list[str]:
    """Return the alternatives: of a union of objects only those that are recorded, if any are."""
    parts = list(dict.fromkeys(_flat(kind)))
    known = [part for part in parts if part in NAMES.values()]
    if known:
        parts = [part for part in parts if part in known or part == "null"]
    if "string" in parts:
        parts = [part for part in parts if not part.startswith("'")]
    return sorted(parts, key=lambda part: part == "null")


def _flat(kind: Any) -> Iterator[str]:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _flat(args[0])
    elif origin is Literal:
        yield from (f"'{value}'" for value in args)
    elif origin in (list, dict):
        words = " | ".join(_words(args[-1]))
        yield f"[{words}]" if origin is list else f"{{{words}}}"
    elif args and kind not in NAMES:
        assert origin is Union or str(origin) == "<class 'types.UnionType'>", kind
        for each in args:
            yield from _flat(each)
    else:
        yield NAMES.get(kind) or _PLAIN.get(kind, "any")
