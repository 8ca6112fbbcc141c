"""What a sentence of an answer is by its form: prose, item, row, heading, lead-in, code."""

from __future__ import annotations

import re
from typing import Literal

from ..adapters._text import content, negations, plain

Form = Literal["prose", "item", "row", "head", "rule", "heading", "lead", "code"]

_FENCE = re.compile(r"```")
_RULE = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?$|[-*_=]{3,}$")
_HEADING = re.compile(r"#{1,6}\s+\S|(?:\*\*|__)[^*_\n]{1,80}(?:\*\*|__)$")
_ITEM = re.compile(r"(?:[-*+•][ \t]|\d{1,3}[.)][ \t]|[a-zA-Z]\)[ \t])")
_ROW = re.compile(r"\|.*\|$", re.DOTALL)
_CELLS = re.compile(r"(?<!\\)\|")
_WORDS = re.compile(r"[^\W_]+")
# An item of fewer words says nothing without what stands over it.
_STANDS_ALONE = 4


def form(text: str) -> Form:
    """Tell what a sentence (stripped, without markers) is, by how it is written."""
    if _FENCE.match(text):
        return "code"
    if _RULE.match(text):
        return "rule"
    if _HEADING.match(text):
        return "heading"
    if _ROW.match(text):
        return "row"
    if text.rstrip("*_ ").endswith((":", "：")):
        return "lead"
    return "item" if _ITEM.match(text) else "prose"


def under(lead: str, text: str) -> str:
    """Join a lead-in or heading with what stands under it into one claim."""
    return f"{plain(lead).rstrip(':： ')}: {plain(text)}"


def paired(header: str, row: str) -> str:
    """Join a row with the names of its columns into one claim."""
    names, values = cells(header), cells(row)
    if len(names) != len(values):
        return under("; ".join(filter(None, names)), "; ".join(filter(None, values)))
    pairs = zip(names, values, strict=True)
    return "; ".join(f"{name}: {value}" if name else value for name, value in pairs if value)


def cells(row: str) -> list[str]:
    """Return the cells of a table's row without marks."""
    return [plain(cell).strip() for cell in _CELLS.split(row.strip().strip("|"))]


def stands_alone(text: str) -> bool:
    """Say whether an item can be understood without what stands over it."""
    return len(_WORDS.findall(text)) >= _STANDS_ALONE


def adds_nothing(text: str, known: frozenset[str]) -> bool:
    """Say whether a heading denies nothing and has no telling word that is not `known`."""
    return not negations(text) and known.issuperset(content(plain(text)))
