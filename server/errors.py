"""Every error as OpenAI's clients read it: one table from a status to a type, one body."""

from __future__ import annotations

import errno
import logging
from collections.abc import Mapping
from math import ceil
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

from ..adapters.errors import BadInput, DiskFull, NotFound, TriviumError

_log = logging.getLogger(__name__)

_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_SENTENCES = {
    400: "The body cannot be read ({detail}): send what /openapi.json describes.",
    404: "There is no {method} {path}: /openapi.json lists what there is.",
    405: "{path} does not take {method}: /openapi.json lists what there is.",
}
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# The union member that pydantic was trying when it failed says nothing to whoever asked.
_INNER = {"str", "list[Part]", "none"}


class BadRequest(BadInput):
    """A field of the request that cannot be used; `param` names it."""

    code = "bad_request"

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.param = param


class ModelNotFound(NotFound):
    """A model's name that chooses no way of answering."""

    code = "model_not_found"
    param = "model"


def error_body(
    message: str, *, status: int, code: str, param: str | None = None
) -> dict[str, dict[str, str | None]]:
    """Return the body of an error answer or of an error frame."""
    kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {"error": {"message": message, "type": kind, "code": code, "param": param}}


def body_of(error: TriviumError) -> dict[str, dict[str, str | None]]:
    """Return the body that tells of a TriviumError."""
    param = getattr(error, "param", None)
    return error_body(str(error), status=error.status, code=error.code, param=param)


def unforeseen(error: BaseException) -> dict[str, dict[str, str | None]]:
    """Log an error that nobody thought of under an id; return a body that tells the id alone."""
    name = f"e_{uuid4().hex[:12]}"
    _log.error("%s: %s", name, type(error).__name__, exc_info=error)
    message = f"Something went wrong inside Trivium; its log tells more under {name}."
    return error_body(message, status=500, code="internal_error")


def error_response(
    error: TriviumError, *, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return the answer that tells of a TriviumError."""
    asks = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    wait_s = getattr(error, "wait_s", 0)
    if wait_s:
        asks["Retry-After"] = str(ceil(wait_s))
    return JSONResponse(
        body_of(error), status_code=error.status, headers={**asks, **(headers or {})}
    )


def add_handlers(app: FastAPI) -> None:
    """Have every error leave `app` in the same shape."""
    app.add_exception_handler(TriviumError, _trivium_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(OSError, _os_error)
    app.add_exception_handler(Exception, _unforeseen)


async def _trivium_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TriviumError)
    return error_response(error)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        message = (
            f"The body is not valid JSON ({first['ctx']['error']} at character {first['loc'][-1]})."
        )
        return JSONResponse(error_body(message, status=400, code="invalid_json"), status_code=400)
    param = _place(first["loc"][1:])
    what = first["msg"][:1].lower() + first["msg"][1:]
    where = f"`{param}`" if param else "The body"
    message = f"{where} cannot be used: {what}."
    body = error_body(message, status=400, code="bad_request", param=param or None)
    return JSONResponse(body, status_code=400)


def _place(location: tuple[Any, ...]) -> str:
    """Write where in the request it is, as a programmer would: `messages[0].role`."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in _INNER:
            path += f".{part}" if path else str(part)
    return path.encode("utf-8", "replace").decode()[:200]


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    detail = str(error.detail)
    sentence = _SENTENCES.get(status, "{detail}")
    message = sentence.format(method=request.method, path=request.url.path[:200], detail=detail)
    code = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(
        status, "bad_request"
    )
    headers = dict(error.headers or {})
    if status == 405:
        headers["Allow"] = _allowed(request)
    body = error_body(message, status=status, code=code)
    return JSONResponse(body, status_code=status, headers=headers)


def _allowed(request: Request) -> str:
    """Return every method that the path takes; the router names those of its first match only."""
    routes: list[BaseRoute] = request.app.router.routes
    took = [
        method
        for method in _METHODS
        if any(r.matches({**request.scope, "method": method})[0] is Match.FULL for r in routes)
    ]
    return ", ".join(took)


async def _os_error(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return error_response(DiskFull("The disk is full: make room and send the request again."))
    return JSONResponse(unforeseen(error), status_code=500)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse(unforeseen(error), status_code=500)
