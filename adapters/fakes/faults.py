"""The ways in which a model's server fails or lies, by name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Literal

from .asked import Asked, Said

Fault = Literal[
    "",
    # refused with a status
    "bad_request",
    "unauthorised",
    "no_model",
    "too_long",
    "filtered_question",
    "rate_limited",
    "no_credit",
    "down",
    "unavailable",
    "overloaded",
    # late
    "slow",
    "hang",
    "hang_within",
    # broken on the way
    "dropped",
    "ended",
    "error_within",
    "not_json",
    # wrong in what it says
    "empty",
    "refused",
    "filtered",
    "cut",
    "loop",
    "ignores_format",
    "wrong_schema",
    "half_json",
    "fenced",
]
WITHIN = ("hang_within", "dropped", "ended", "error_within")
SLOW_S = 0.5
_LOOPS = 200
_MARKER = re.compile(r"\s*\[\d+\]")


class Refused(Exception):
    """A request that is answered with an error; `code` and `kind` as the vendors name them."""

    def __init__(self, status: int, kind: str, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.kind, self.code = status, kind, code


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    kind: str
    message: str
    code: str | None = None


_INVALID = "invalid_request_error"
_REFUSALS = {
    "bad_request": _Refusal(400, _INVALID, "Unknown parameter."),
    "unauthorised": _Refusal(
        401, "authentication_error", "Incorrect key: {key}.", "invalid_api_key"
    ),
    "no_model": _Refusal(404, "not_found_error", "No such model.", "model_not_found"),
    "too_long": _Refusal(400, _INVALID, "prompt is too long", "context_length_exceeded"),
    "filtered_question": _Refusal(400, _INVALID, "The prompt was filtered.", "content_filter"),
    "rate_limited": _Refusal(429, "rate_limit_error", "Too fast.", "rate_limit_exceeded"),
    "no_credit": _Refusal(429, "insufficient_quota", "No credit left.", "insufficient_quota"),
    "down": _Refusal(500, "api_error", "The server had an error."),
    "unavailable": _Refusal(503, "api_error", "The service is unavailable."),
    "overloaded": _Refusal(529, "overloaded_error", "Overloaded"),
}


def refuse(fault: str, key: str = "") -> None:
    """Raise `Refused` for a fault that is one with a status; some servers repeat a wrong key."""
    if found := _REFUSALS.get(fault):
        message = found.message.replace("{key}", key)
        raise Refused(found.status, found.kind, message, code=found.code)


def bent(said: Said, asked: Asked, fault: str) -> Said:
    """Return what a model that fails in this way says instead."""
    if fault == "empty":
        return Said("")
    if fault == "refused":
        return Said("I'm sorry, I can't help with that.", "refused")
    if fault == "filtered":
        return Said(said.text[: len(said.text) // 2], "filtered")
    if fault == "cut":
        return Said(said.text[: len(said.text) // 2], "length")
    if fault == "loop":
        first = said.text.split(". ")[0] or "Again"
        return Said(f"{first}. " * _LOOPS, said.finish)
    return _misformed(said, asked, fault)


def _misformed(said: Said, asked: Asked, fault: str) -> Said:
    if fault == "ignores_format":
        plain = "Sure, here is what I think about it." if asked.form else said.text
        return Said(_MARKER.sub("", plain))
    if asked.form is None:
        return said
    if fault == "wrong_schema":
        return replace(said, text=json.dumps({"unexpected": [1, 2]}))
    if fault == "half_json":
        return replace(said, text=said.text[: len(said.text) // 2])
    if fault == "fenced" and asked.form.means != "tools":
        return replace(said, text=f"Here you are:\n```json\n{said.text}\n```")
    return said
