"""/v1/threads: the asker's conversations."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ..adapters.receipts import Receipt
from .openai_shapes import errors
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


@router.get("", response_model=ThreadList, responses=errors())
async def list_threads(
    trivium: Served, who: Who, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> dict[str, Any]:
    """List the asker's own conversations, as far as their newest 1,000 receipts tell."""
    threads = await trivium.threads(principal=who, limit=limit)
    return {"threads": [asdict(thread) for thread in threads]}


@router.get("/{thread_id}", response_model=ThreadTold, responses=errors(404))
async def read(thread_id: str, trivium: Served, who: Who) -> Response:
    """Return one of the asker's own conversations."""
    receipts = await trivium.thread(thread_id, principal=who)
    told = [receipt.as_json() for receipt in receipts]
    return JSONResponse({"id": thread_id, "title": receipts[0].question, "receipts": told})
