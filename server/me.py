"""/v1/me/data: everything that is kept of whoever asks, to take along or to have deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import asdict
from json import dumps
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from ..adapters.terms import Principal
from ..graph.library import Trivium
from .audit import AuditLog
from .audited import lines_of
from .openai_shapes import errors
from .principal import Served, Who

router = APIRouter(prefix="/v1/me", tags=["upkeep"])

_LINES = "application/x-ndjson"
_EXPORTS: dict[int | str, dict[str, Any]] = {
    **errors(),
    200: {
        "description": "A JSON object a line; its `kind` is document, thread, receipt or audit.",
        "content": {_LINES: {"schema": {"type": "string"}}},
    },
}


class DataDeleted(BaseModel):
    """How much was deleted, and from how many lines of the audit log the name was taken."""

    documents: int = Field(description="those that the asker added and may read")
    threads: int
    receipts: int
    audit_lines: int


@router.get("/data", response_model=None, responses=_EXPORTS)
async def export(request: Request, trivium: Served, who: Who) -> Response:
    """Export the asker's own data: documents added, conversations, receipts, the audit log."""
    return StreamingResponse(_lines(trivium, who), media_type=_LINES)


@router.delete("/data", response_model=DataDeleted, responses=errors())
async def delete(request: Request, trivium: Served, who: Who) -> dict[str, Any]:
    """Delete the asker's own data; a key stays, and what was asked counts for the day's limit."""
    gone = await trivium.delete_person(principal=who)
    log: AuditLog = request.app.state.audit
    return {**asdict(gone), "audit_lines": await log.forget(request, who)}


async def _lines(trivium: Trivium, who: Principal) -> AsyncGenerator[str, None]:
    async for row in trivium.export_person(principal=who):
        yield dumps(row) + "\n"
    for line in await asyncio.to_thread(lines_of, trivium.settings.home, who):
        yield dumps({"kind": "audit", **line}) + "\n"
