"""/v1/receipts: the record of each answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from ..adapters.receipts import Receipt
from .openai_shapes import errors
from .principal import Served, Who

router = APIRouter(prefix="/v1/receipts", tags=["receipts"])


class ReceiptList(BaseModel):
    """Receipts, the newest first."""

    receipts: list[Receipt]


@router.get("", response_model=ReceiptList, responses=errors())
async def list_receipts(
    trivium: Served, who: Who, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> Response:
    """List the asker's own receipts."""
    kept = await trivium.receipts(principal=who, limit=limit)
    return JSONResponse({"receipts": [receipt.as_json() for receipt in kept]})


@router.get("/{receipt_id}", response_model=Receipt, responses=errors(404))
async def read(receipt_id: str, trivium: Served, who: Who) -> Response:
    """Return one of the asker's own receipts."""
    receipt = await trivium.receipt(receipt_id, principal=who)
    return JSONResponse(receipt.as_json())
