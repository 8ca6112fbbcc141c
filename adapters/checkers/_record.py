"""A claim that is JSON: its keys claim nothing, its values do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from .._values import values
from ..terms import Verdict
from ._choose import Place
from ._claim import Said

_RECORD = re.compile(r"\s*(?:\{|\[\s*[{\[\"])")
_SHORT = 4  # words of a value that is no sentence: a name, a number, a date


def told(claim: str) -> list[str] | None:
    """Return what a JSON object or array says, value by value; None if the claim is neither.

    true and false say their key, or that it is not so; null says nothing.
    """
    if not _RECORD.match(claim):
        return None
    try:
        return [value for value in _values("", json.loads(claim)) if value.strip()]
    except (ValueError, RecursionError):
        return None


def _values(key: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(str(name), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(key, inner)
    elif isinstance(value, bool):
        spoken = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]+", " ", key).lower()
        yield spoken if value else f"not {spoken}"
    elif value is not None:
        yield str(value)


def short(value: str) -> bool:
    """Say whether a value is a name, a number or a date rather than a sentence."""
    return len(value.split()) <= _SHORT and not value.startswith("not ")


def holds(value: str, everything: Sequence[Place]) -> Verdict:
    """Judge a short value: one sentence has to have all its words and values, undenied."""
    said = Said(value)
    for place in everything:
        sentence = place.sentence
        own = sentence.stems | sentence.over
        if any(said.stems & denied for denied in sentence.negations):
            continue
        if said.stems <= own and not said.values.beyond(values(sentence.text)):
            span = (sentence.start, sentence.end)
            return Verdict(
                claim=value, label="supported", score=1.0, passage=place.passage, span=span,
                reason="its words in one sentence",
            )  # fmt: skip
    return Verdict(claim=value, label="unsupported", score=0.0, reason=f"{value} not in evidence")
