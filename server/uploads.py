"""What came in a POST /v1/documents: files of a form, or a text as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import UploadFile

from ..graph.questions import clean
from ..ingest.report import Upload
from .errors import BadRequest
from .openai_shapes import NOT_EMPTY

# No document needs more groups, and no form more fields.
_FIELDS_MOST = 100
_FILES_MOST = 1000


class NewDocument(BaseModel):
    """A text to be added; the same title and url again replace it."""

    text: str = Field(json_schema_extra=NOT_EMPTY)
    title: str = ""
    url: str = ""
    groups: list[str] = Field(default=[], description="who may read it; empty means everyone")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The documents of one request and who may read them."""

    uploads: AsyncGenerator[Upload, None]
    groups: list[str]


_BYTES = "application/octet-stream"
_FORM = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "minItems": 1, "items": {"contentMediaType": _BYTES}},
        "groups": {
            "type": ["array", "string"],
            "items": {"type": "string"},
            "description": "who may read them: repeated, or separated by commas",
        },
    },
}
# FastAPI describes one kind of body for an endpoint; this one takes two.
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": _FORM},
            "application/json": {"schema": NewDocument.model_json_schema()},
        },
    }
}


async def sent_in(request: Request) -> Sent:
    """Read the request's body. Raises `BadRequest` or RequestValidationError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return await _text(request)
    if kind == "multipart/form-data":
        return await _files(request)
    raise BadRequest(
        f"The content type {kind[:80]!r} cannot be read: send multipart/form-data with `files`, "
        "or application/json with `text`.",
        "Content-Type",
    )


async def _text(request: Request) -> Sent:
    body = await request.body()
    try:
        given = await asyncio.to_thread(_parsed, body)
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"The body is not valid JSON ({error.msg} at character {error.pos}).", ""
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("The body is not valid JSON in UTF-8.", "") from error
    except ValidationError as error:
        rows = [{**row, "loc": ("body", *row["loc"])} for row in error.errors()]
        raise RequestValidationError(rows) from error
    upload = Upload(text=given.text, title=given.title, url=given.url)
    return Sent(uploads=_each([upload]), groups=_names(given.groups))


def _parsed(body: bytes) -> NewDocument:
    return NewDocument.model_validate(json.loads(body))


async def _files(request: Request) -> Sent:
    form = await request.form(max_files=_FILES_MOST, max_fields=_FIELDS_MOST)
    files = [part for part in form.getlist("files") if not isinstance(part, str)]
    if not files:
        raise BadRequest("There are no files: send them in the form's field `files`.", "files")
    groups = [part for part in form.getlist("groups") if isinstance(part, str)]
    return Sent(uploads=_read(files), groups=_names(",".join(groups).split(",")))


async def _each(uploads: list[Upload]) -> AsyncGenerator[Upload, None]:
    for upload in uploads:
        yield upload


async def _read(files: list[UploadFile]) -> AsyncGenerator[Upload, None]:
    """Take one file after the other off the disk, so that only one is in memory."""
    for file in files:
        yield Upload(name=file.filename or "", data=await file.read())
        await file.close()


def _names(groups: list[str]) -> list[str]:
    return [clean(group).strip() for group in groups if group.strip()]
