"""Whatever goes wrong in a provider's client, as one of our own errors and without secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from math import isfinite
from time import time
from typing import Any

from ..errors import (
    Garbled,
    KeyRefused,
    ModelRefused,
    PromptTooLong,
    RateLimited,
    TriviumError,
    Upstream,
    UpstreamTimeout,
)
from ..secrets import Secret

_SHOWN = 200  # characters of what a provider says
_TOO_LONG = re.compile(
    r"context.?(?:length|window)|too (?:long|large|many tokens)|maximum context", re.IGNORECASE
)
_FILTERED = re.compile(
    r"content.?(?:filter|policy|management)|moderation|guardrail|was filtered", re.IGNORECASE
)
_NO_CREDIT = re.compile(r"insufficient_quota|credit balance|no credit|exceeded your current quota")
_TOO_MUCH = (400, 413, 422)
_NETWORK = ("Connect", "Network", "Protocol", "ReadError", "WriteError", "APIError")
# What a client stumbles over that believes every answer.
_NONSENSE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


def failure(name: str, error: Exception, key: Secret | None = None) -> TriviumError:
    """Translate what a provider's client raised; `name` is the model's, `key` what is hidden."""
    if isinstance(error, TriviumError):
        return error
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    text = " ".join(f"{_told(error)}".split())
    said = (key or Secret()).hide(text)[:_SHOWN] or type(error).__name__
    status = _status(error)
    if isinstance(error, TimeoutError) or "Timeout" in kinds or status in (408, 504):
        return UpstreamTimeout(f"{name} did not answer in time.")
    if _NO_CREDIT.search(f"{getattr(error, 'code', '')} {said.lower()}"):
        return KeyRefused(f"The account behind the key for {name} has no credit left.")
    if status == 429 or "RateLimit" in kinds:
        return _limited(name, said, error)
    if "ContextOverflow" in kinds or (status in _TOO_MUCH and _TOO_LONG.search(said)):
        return PromptTooLong(f"The prompt is longer than {name} reads: {said}")
    return _refused(name, status, said) or _broken(name, kinds, said, error)


def _refused(name: str, status: int, said: str) -> TriviumError | None:
    if status in (400, 403) and _FILTERED.search(said):
        return ModelRefused(f"A filter of {name} will not let this through: {said}")
    if status in (401, 403) or "api_key" in said:
        return KeyRefused(f"{name} does not take the key: {said}")
    return Upstream(f"{name} answered {status}: {said}") if status else None


def _broken(name: str, kinds: str, said: str, error: Exception) -> TriviumError:
    if any(part in kinds for part in _NETWORK):
        return Upstream(f"{name} cannot be reached, or hung up ({said}).")
    if isinstance(error, _NONSENSE):
        return Garbled(f"{name} answered with something that makes no sense ({said}).")
    return Upstream(f"{name} failed ({type(error).__name__}: {said}).")


def is_unable(error: Exception) -> bool:
    """Say whether a way of asking is one that the model or its server does not know."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "ContextOverflowError" in kinds or isinstance(error, TriviumError):
        return False
    unknown = isinstance(error, NotImplementedError | ValueError | TypeError)
    return _status(error) in (400, 405, 415, 422, 501) or (unknown and _status(error) == 0)


def _limited(name: str, said: str, error: Exception) -> RateLimited:
    wait_s = _wait_s(error)
    when = f" for {wait_s:.0f} s" if wait_s else ""
    return RateLimited(f"{name} asks to be left alone{when}: {said}", wait_s=wait_s)


def _status(error: Exception) -> int:
    """Return the HTTP status that an error came with; 0 where it names none."""
    response = getattr(error, "response", None)
    told = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if told is None and isinstance(response, Mapping):
        told = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return told if isinstance(told, int) and told >= 400 else 0


def _told(error: Exception) -> Any:
    """Return the provider's own sentence, without the request around it."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, Mapping) else None
    message = inner.get("message") if isinstance(inner, Mapping) else None
    return message or getattr(error, "message", None) or error


def _wait_s(error: Exception) -> float:
    """Return the seconds that a provider asks for, which it may give as a date."""
    headers: Any = getattr(getattr(error, "response", None), "headers", {})
    told = str(headers.get("retry-after", "")) if hasattr(headers, "get") else ""
    try:
        return max(float(told), 0.0) if isfinite(float(told)) else 0.0
    except ValueError:
        return _until(told)


def _until(date: str) -> float:
    try:
        return max(parsedate_to_datetime(date).timestamp() - time(), 0.0)
    except (ValueError, OverflowError):
        return 0.0
