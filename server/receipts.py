"""/v1/receipts: the record of each answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from json import dumps
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from ..adapters.receipts import Receipt
from ..adapters.terms import Principal
from ..graph.library import Trivium
from ..graph.records import Standing
from .openai_shapes import errors
from .principal import Served, Who

router = APIRouter(prefix="/v1/receipts", tags=["receipts"])

_LINES = "application/x-ndjson"
_LISTED = 50


class ReceiptList(BaseModel):
    """A page of receipts, the newest first; the next one is behind `last_id`."""

    receipts: list[Receipt]
    has_more: bool
    last_id: str | None


@dataclass(frozen=True, kw_only=True)
class ReceiptToday(Receipt):
    """A receipt, and what has become since of each document that it rests on, by its id."""

    documents: Mapping[str, Standing]


_LISTS: dict[int | str, dict[str, Any]] = {
    **errors(404),
    200: {
        "description": "A page; with `format=jsonl`, or `Accept: application/x-ndjson`, all of "
        "them, one a line.",
        "content": {_LINES: {"schema": {"type": "string"}}},
    },
}


@router.get("", response_model=ReceiptList, responses=_LISTS)
async def list_receipts(
    trivium: Served,
    who: Who,
    limit: Annotated[
        int | None, Query(ge=1, le=500, description="50, and for JSON lines all there are")
    ] = None,
    after: Annotated[str, Query(description="the last id of the page before")] = "",
    format: Annotated[Literal["json", "jsonl"] | None, Query()] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """List or export the asker's own receipts, the newest first."""
    if format == "jsonl" or (format is None and _LINES in accept):
        if after:
            await trivium.receipt(after, principal=who)
        return StreamingResponse(_lines(trivium, who, after, limit), media_type=_LINES)
    most = limit or _LISTED
    kept = await trivium.receipts(principal=who, limit=most + 1, after=after)
    page = kept[:most]
    return JSONResponse(
        {
            "receipts": [receipt.as_json() for receipt in page],
            "has_more": len(kept) > most,
            "last_id": page[-1].id if page else None,
        }
    )


@router.get("/{receipt_id}", response_model=ReceiptToday, responses=errors(404))
async def read(receipt_id: str, trivium: Served, who: Who) -> Response:
    """Return one of the asker's own receipts."""
    receipt = await trivium.receipt(receipt_id, principal=who)
    documents = await trivium.standing(receipt, principal=who)
    return JSONResponse({**receipt.as_json(), "documents": documents})


async def _lines(
    trivium: Trivium, who: Principal, after: str, limit: int | None
) -> AsyncGenerator[str, None]:
    sent = 0
    async with aclosing(trivium.every_receipt(principal=who, after=after)) as kept:
        async for receipt in kept:
            yield dumps(receipt.as_json()) + "\n"
            sent += 1
            if sent == limit:
                break
