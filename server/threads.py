"""/v1/threads: the asker's conversations."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ..adapters.receipts import Outcome, Receipt
from .openai_shapes import Text, errors
from .principal import Served, Who

router = APIRouter(prefix="/v1/threads", tags=["threads"])


class ThreadShown(BaseModel):
    """A conversation without what was said in it."""

    id: str
    title: str = Field(description="its first question")
    questions: int
    updated: float = Field(description="unix seconds of the last question")


class ThreadList(BaseModel):
    """Conversations, the latest used first."""

    threads: list[ThreadShown]


class ThreadTold(BaseModel):
    """A conversation as the receipts of its questions, the oldest first."""

    id: str
    title: str
    receipts: list[Receipt]


class ForkRequest(BaseModel):
    """Where to part: behind which answer, and under which name to go on."""

    receipt_id: Annotated[Text, Field(description="the last answer to keep; else all")] = ""
    thread: Annotated[Text, Field(max_length=200, description="the new name; else one is made")] = (
        ""
    )


class Said(BaseModel):
    """A message. What an answer rests on stands beside it."""

    role: Literal["user", "assistant"]
    content: str
    at: float | None = Field(None, description="unix seconds of a question")
    receipt: str | None = None
    route: str | None = None
    outcome: Outcome | None = None
    citations: list[dict[str, Any]] | None = None
    feedback: list[str] | None = None


class ThreadExported(BaseModel):
    """A conversation as messages, the oldest first."""

    thread: str
    title: str
    messages: list[Said]


@router.get("", response_model=ThreadList, responses=errors())
async def list_threads(
    trivium: Served, who: Who, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> dict[str, Any]:
    """List the asker's own conversations."""
    threads = await trivium.threads(principal=who, limit=limit)
    return {"threads": [asdict(thread) for thread in threads]}


@router.get("/{thread_id}", response_model=ThreadTold, responses=errors(404))
async def read(thread_id: str, trivium: Served, who: Who) -> Response:
    """Return one of the asker's own conversations."""
    receipts = await trivium.thread(thread_id, principal=who)
    told = [receipt.as_json() for receipt in receipts]
    return JSONResponse({"id": thread_id, "title": receipts[0].question, "receipts": told})


@router.post(
    "/{thread_id}/fork", status_code=201, response_model=ThreadShown, responses=errors(404, 409)
)
async def fork(
    thread_id: str, trivium: Served, who: Who, body: ForkRequest | None = None
) -> dict[str, Any]:
    """Begin a conversation with what was said in another one; each then goes its own way."""
    asked = body or ForkRequest()
    made = await trivium.fork(thread_id, at=asked.receipt_id, name=asked.thread, principal=who)
    return asdict(made)


@router.get("/{thread_id}/export", response_model=ThreadExported, responses=errors(404))
async def export(thread_id: str, trivium: Served, who: Who) -> Response:
    """Return what was said in a conversation, with its sources, as a file to keep."""
    told = await trivium.export_thread(thread_id, principal=who)
    name = {"Content-Disposition": 'attachment; filename="conversation.json"'}
    return JSONResponse(told, headers=name)


@router.delete("/{thread_id}", status_code=204, responses=errors(404))
async def delete(thread_id: str, trivium: Served, who: Who) -> Response:
    """Delete a conversation with the receipts that no fork of it holds."""
    await trivium.delete_thread(thread_id, principal=who)
    return Response(status_code=204)
