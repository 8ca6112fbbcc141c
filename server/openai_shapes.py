"""The requests and answers of OpenAI's chat completions, as far as Trivium speaks them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool
from pydantic.config import JsonDict

from ..adapters.receipts import Outcome
from ..graph.questions import clean

# Text with null bytes and lone surrogates replaced, which no store and no encoding takes.
Text = Annotated[str, AfterValidator(clean)]


# Told to whoever reads the document; what breaks it is refused with a sentence of our own.
_ONE: JsonDict = {"minimum": 1, "maximum": 1}
NOT_EMPTY: JsonDict = {"minLength": 1}
# The user's is the last of them, which JSON Schema cannot say.
ASKED: JsonDict = {
    "minItems": 1,
    "contains": {"required": ["role"], "properties": {"role": {"const": "user"}}},
}


class Part(BaseModel):
    """A part of a message; Trivium reads those of type `text`."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """What a stream tells besides the answer."""

    include_usage: StrictBool | None = False


class ChatRequest(BaseModel):
    """A question with the conversation before it; fields not named here are accepted and ignored.

    The last message is the question and must be the user's.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "trivium",
                    "messages": [{"role": "user", "content": "How long are backups kept?"}],
                }
            ]
        }
    )

    messages: list[Message] = Field(json_schema_extra=ASKED)
    model: str = Field("trivium", description="one of those that GET /v1/models lists")
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(
        None, description="1: there is one answer to a question", json_schema_extra=_ONE
    )


class Cited(BaseModel):
    """A source of the answer; `number` is the n of its [n] markers."""

    number: int
    document_id: str
    passage_id: str
    title: str
    context: str = Field(description="the headings above the passage")
    url: str
    page: int = Field(description="counted from 1; 0 where there are no pages")
    start: int = Field(description="offset in the document's text, in code points")
    end: int
    quote: str = Field(description="what stands there")


class Told(BaseModel):
    """What Trivium says of an answer beside OpenAI's fields."""

    outcome: Outcome
    route: str
    reason: str = Field(description="why this route, in one sentence")
    receipt_id: str
    citations: list[Cited]
    degraded: list[str] = Field(description="what had to be done without")


class UrlCitation(BaseModel):
    """Where a marker stands in the content, in code points, and what it leads to."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """A citation as OpenAI's clients show it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AnswerMessage(BaseModel):
    """The answer, with [n] markers behind what a source carries."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one answer; `length` where the budget ran out."""

    index: Literal[0] = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop", "length"]


class TokensUsed(BaseModel):
    """What the models read and wrote; embedded members count as nothing."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="unix seconds")
    model: str
    choices: list[Choice]
    usage: TokensUsed
    trivium: Told


class Delta(BaseModel):
    """What is new: the role, a sentence, or the citations; nothing in the finish chunk."""

    role: Literal["assistant"] = "assistant"
    content: str = ""
    annotations: list[Annotation] = []


class ChunkChoice(BaseModel):
    """The one answer, going on."""

    index: Literal[0] = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop", "length"] | None


class ChatChunk(BaseModel):
    """A piece of a streamed answer.

    `trivium` holds, on the first chunk, the route and its reason; on a sentence's chunk, its
    verdict; on the finish chunk, what a whole answer has.
    """

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: TokensUsed | None = None
    trivium: dict[str, Any] | None = None


class ErrorDetail(BaseModel):
    """What went wrong: a sentence that names the thing and the way out."""

    message: str
    type: str
    code: str
    param: str | None = None


class ErrorBody(BaseModel):
    """Every error answer."""

    error: ErrorDetail


_MEANINGS = {
    400: "The request cannot be used.",
    401: "A key is needed, or the one sent lets nobody in.",
    403: "A foreign host or page asked, or the key may not do this.",
    404: "There is no such thing for this asker.",
    409: "There is one of that name already.",
    413: "It is over a limit.",
    429: "More requests or questions than the asker may send; Retry-After says when to come again.",
    422: "None of the files can be read.",
    502: "A vendor answered with an error.",
    503: "Something that Trivium needs does not work.",
    504: "A vendor did not answer in time.",
    507: "The disk is full.",
}
_ELSE = "Something unforeseen; the log tells more under the id in the message."


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe an endpoint's error answers; 400, 401, 403, 429 and 503 go with all."""
    told: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorBody, "description": _MEANINGS[status]}
        for status in sorted({400, 401, 403, 429, 503, *statuses})
    }
    return {**told, "default": {"model": ErrorBody, "description": _ELSE}}
