"""The requests and answers of OpenAI's responses, as far as Trivium speaks them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from .openai_shapes import Part, Told


class Item(BaseModel):
    """An item of the input; Trivium reads messages and passes over what tools said."""

    type: str = "message"
    role: Literal["system", "developer", "user", "assistant"] | None = None
    content: str | list[Part] | None = None


class Conversation(BaseModel):
    """A conversation by its name."""

    id: str


class ResponsesRequest(BaseModel):
    """A question with what was said before; fields not named here are accepted and ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"model": "trivium", "input": "How long are backups kept?"}],
        }
    )

    input: str | list[Item]
    model: str = Field("trivium", description="one of those that GET /v1/models lists")
    stream: StrictBool | None = False
    store: StrictBool | None = Field(True, description="false: nothing can go on from this answer")
    previous_response_id: str | None = Field(None, description="the answer to go on from")
    conversation: str | Conversation | None = Field(
        None, description="a thread to go on with, as X-Trivium-Thread names it"
    )


class OutputCitation(BaseModel):
    """Where a marker stands in the text, in code points, and what it leads to."""

    type: Literal["url_citation"] = "url_citation"
    start_index: int
    end_index: int
    title: str
    url: str


class OutputText(BaseModel):
    """The answer, with [n] markers behind what a source carries."""

    type: Literal["output_text"] = "output_text"
    text: str
    annotations: list[OutputCitation]
    logprobs: list[Any]


class OutputMessage(BaseModel):
    """The one message of an answer."""

    id: str
    type: Literal["message"] = "message"
    role: Literal["assistant"] = "assistant"
    status: Literal["in_progress", "completed", "incomplete"]
    content: list[OutputText]


class ResponseUsage(BaseModel):
    """What the models read and wrote; embedded members count as nothing."""

    input_tokens: int
    input_tokens_details: dict[str, int]
    output_tokens: int
    output_tokens_details: dict[str, int]
    total_tokens: int


class ResponsesAnswer(BaseModel):
    """An answer; `incomplete` where the budget ran out."""

    model_config = ConfigDict(extra="allow")

    id: str
    object: Literal["response"] = "response"
    created_at: int = Field(description="unix seconds")
    model: str
    status: Literal["in_progress", "completed", "incomplete", "failed"]
    output: list[OutputMessage]
    usage: ResponseUsage | None
    error: dict[str, Any] | None
    incomplete_details: dict[str, str] | None
    trivium: Told | None = None


class ResponsesEvent(BaseModel):
    """One event of a stream; what else it holds depends on its type."""

    model_config = ConfigDict(extra="allow")

    type: str
    sequence_number: int
