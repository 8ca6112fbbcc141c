"""POST /v1/search: the best passages, without an answer."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from ..adapters.terms import Hit
from .audit import note
from .openai_shapes import NOT_EMPTY, errors
from .principal import Served, Who

router = APIRouter(tags=["search"])


class SearchRequest(BaseModel):
    """What to look for."""

    query: str = Field(json_schema_extra=NOT_EMPTY)
    limit: int = Field(10, ge=1, le=100)


class FoundPassage(BaseModel):
    """A passage; scores can be compared within one result only."""

    id: str
    document_id: str
    title: str
    context: str = Field(description="the headings above the passage")
    about: str = Field(description="what a model wrote of its place in the document, if any did")
    url: str
    page: int = Field(description="counted from 1; 0 where there are no pages")
    start: int = Field(description="offset in the document's text, in code points")
    end: int
    text: str
    score: float
    words: float = Field(description="what the search by words gave it")
    vectors: float = Field(description="its cosine with the query; 0 without vectors")


class SearchResult(BaseModel):
    """The passages, best first."""

    hits: list[FoundPassage]


@router.post("/v1/search", response_model=SearchResult, responses=errors(413))
async def search(
    body: SearchRequest, request: Request, trivium: Served, who: Who
) -> dict[str, Any]:
    """Return the best passages that the asker may read."""
    hits = await trivium.search(body.query, principal=who, limit=body.limit)
    note(request, read=(hit.passage.document_id for hit in hits))
    return {"hits": [found(hit) for hit in hits]}


def found(hit: Hit) -> dict[str, Any]:
    """Return a hit as answers show it."""
    passage = hit.passage
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "title": passage.title,
        "context": passage.context,
        "about": passage.about,
        "url": passage.url,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": float(hit.score),
        "words": float(hit.words),
        "vectors": float(hit.vectors),
    }
