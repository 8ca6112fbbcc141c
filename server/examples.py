"""GET /v1/examples: questions to begin with, for the page."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from .. import samples
from ..adapters.terms import Document
from .openai_shapes import errors
from .principal import Served, Who

router = APIRouter(tags=["page"])

_LOOKED_AT = 200


class Example(BaseModel):
    """A question that the documents can be asked, and the route it shows."""

    question: str
    route: str


class Examples(BaseModel):
    """Questions to begin with."""

    examples: list[Example]


@router.get("/v1/examples", responses=errors())
async def examples(trivium: Served, who: Who) -> Examples:
    """Return questions for the sample documents; none where those are not in."""
    documents = await trivium.documents(principal=who, limit=_LOOKED_AT)
    if not any(_is_sample(document) for document in documents):
        return Examples(examples=[])
    fit = [asked for asked in samples.questions() if not asked.needs]
    return Examples(examples=[Example(question=q.ask, route=q.route) for q in fit])


def _is_sample(document: Document) -> bool:
    return document.source.startswith(str(samples.folder().resolve()))
