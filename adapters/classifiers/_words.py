"""What a request's wording is made of: words, pairs, how it begins, and whether it holds code."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[^\W_]+|[?:/{}()\"]")
_CODE = re.compile(
    r"[{}();][ \t]*$|=>|->|\bdef \w+\(|\w\(.*\)|\w+\s=\s\S|[{}<>]|==|\+=|\bfunction\b|;\s", re.M
)
# What is behind this is the text that a request is about, not the request.
_READ = 400


def wording(text: str) -> frozenset[str]:
    """Return the words, neighbouring pairs and stems of a request's beginning."""
    pieces = _PIECE.findall(text[:_READ].lower())
    pairs = (f"{a} {b}" for a, b in zip(["^", *pieces], pieces, strict=False))
    return frozenset([*pieces, *pairs, *(f"{p[:4]}~" for p in pieces if len(p) > 4)])


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of their wording two requests share, 0 to 1."""
    return float(len(one & other) / ((len(one) * len(other)) ** 0.5 or 1.0))


def has_code(text: str) -> bool:
    """Say whether a request brings code along."""
    return _CODE.search(text[:2000]) is not None
