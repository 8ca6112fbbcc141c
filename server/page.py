"""`/`: the page to ask on, and example questions for it."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from .. import samples
from ..adapters.terms import Document
from .openai_shapes import errors
from .principal import Served, Who

router = APIRouter()

# Everything that the page needs comes from here; nothing of it may run or load from elsewhere.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_FILES = {
    "/": ("index.html", "text/html"),
    "/app.js": ("app.js", "text/javascript"),
    "/style.css": ("style.css", "text/css"),
}
_LOOKED_AT = 200


class Example(BaseModel):
    """A question that the documents can be asked, and the route it shows."""

    question: str
    route: str


class Examples(BaseModel):
    """Questions to begin with."""

    examples: list[Example]


@router.get("/v1/examples", tags=["page"], responses=errors())
async def examples(trivium: Served, who: Who) -> Examples:
    """Return questions for the sample documents; none where those are not in."""
    documents = await trivium.documents(principal=who, limit=_LOOKED_AT)
    if not any(_is_sample(document) for document in documents):
        return Examples(examples=[])
    fit = [asked for asked in samples.questions() if not asked.needs]
    return Examples(examples=[Example(question=q.ask, route=q.route) for q in fit])


def _is_sample(document: Document) -> bool:
    return document.source.startswith(str(samples.folder().resolve()))


def _add_file(path: str, name: str, kind: str) -> None:
    content = (Path(__file__).parent / "web" / name).read_bytes()

    @router.get(path, include_in_schema=False)
    async def file() -> Response:
        return Response(content, media_type=kind, headers=_HEADERS)


for _path, (_name, _kind) in _FILES.items():
    _add_file(_path, _name, _kind)
