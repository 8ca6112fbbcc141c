"""/v1/documents: add, list, read and remove."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ..adapters.terms import Document, Status
from ..ingest.report import Report
from .audit import note
from .errors import error_body
from .openai_shapes import ErrorDetail, errors
from .principal import Served, Who
from .uploads import REQUEST_BODY, sent_in

router = APIRouter(prefix="/v1/documents", tags=["documents"])


class AddedDocument(BaseModel):
    """A document that is in; `words` until its vectors are in too, then `ready`."""

    id: str
    title: str
    status: Status
    passages: int


class RejectedFile(BaseModel):
    """A file that stayed out, and a sentence why and what to do."""

    name: str
    reason: str


class Added(BaseModel):
    """What became of what was sent."""

    documents: list[AddedDocument]
    rejected: list[RejectedFile]


class NoneAdded(Added):
    """Nothing went in."""

    error: ErrorDetail


class Shown(AddedDocument):
    """A document without its text."""

    url: str
    groups: list[str]
    version: str = Field(description="the hash of the extracted text")
    tokens: int
    pages: int = Field(description="0 where the format has none")
    updated: float = Field(description="unix seconds")


class ShownWithText(Shown):
    """A document with the text that citations' offsets point into, in code points."""

    text: str


class DocumentList(BaseModel):
    """A page of documents, by id; the next one is behind `last_id`."""

    documents: list[Shown]
    has_more: bool
    last_id: str | None


_POSTED: dict[int | str, dict[str, Any]] = {
    **errors(413, 507),
    422: {"model": NoneAdded, "description": "None of the files can be read."},
}


@router.post(
    "", status_code=201, response_model=Added, responses=_POSTED, openapi_extra=REQUEST_BODY
)
async def add(request: Request, trivium: Served, who: Who) -> Response:
    """Take in files or a text; their words can be searched when this answers."""
    sent = await sent_in(request)
    reports: list[Report] = []
    async for upload in sent.uploads:
        reports.append(await trivium.add([upload], principal=who, groups=sent.groups))
    added = [_added(row.document) for report in reports for row in report.documents]
    rejected = [asdict(row) for report in reports for row in report.rejected]
    body: dict[str, Any] = {"documents": added, "rejected": rejected}
    if added:
        return JSONResponse(body, status_code=201)
    reason = rejected[0]["reason"] if rejected else "Nothing of it is a document."
    told = error_body(reason, status=422, code="bad_file", param="files")
    return JSONResponse({**body, **told}, status_code=422)


@router.get("", response_model=DocumentList, responses=errors())
async def list_documents(
    trivium: Served,
    who: Who,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str, Query(description="the last id of the page before")] = "",
) -> dict[str, Any]:
    """List what the asker may read."""
    found = await trivium.documents(principal=who, limit=limit + 1, after=after)
    page = found[:limit]
    return {
        "documents": [_shown(document) for document in page],
        "has_more": len(found) > limit,
        "last_id": page[-1].id if page else None,
    }


@router.get("/{document_id}", response_model=ShownWithText, responses=errors(404))
async def read(document_id: str, request: Request, trivium: Served, who: Who) -> Response:
    """Return a document with its text."""
    note(request, read=[document_id])
    document = await trivium.document(document_id, principal=who)
    text = await trivium.text(document_id, principal=who)
    return JSONResponse({**_shown(document), "text": text})


@router.delete("/{document_id}", status_code=204, responses=errors(404))
async def delete(document_id: str, trivium: Served, who: Who) -> Response:
    """Remove a document: no question asked after this sees it."""
    await trivium.delete(document_id, principal=who)
    return Response(status_code=204)


def _added(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "status": document.status,
        "passages": document.passages,
    }


def _shown(document: Document) -> dict[str, Any]:
    return {
        **_added(document),
        "url": document.url,
        "groups": sorted(document.groups),
        "version": document.version,
        "tokens": document.tokens,
        "pages": len(document.pages),
        "updated": document.updated,
    }
