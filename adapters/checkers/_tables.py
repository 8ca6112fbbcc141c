"""Read a table's rows with their headers, for claims that name both ("Weight: 38 g; Price: 32")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .._text import normal
from ..terms import Passage

_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]+")
_FEWEST = 2  # fields of a claim, lest a label and its sentence are taken for one


Fields = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row stands in its text, and its cells by their headers."""

    start: int
    end: int
    fields: Fields


@lru_cache(maxsize=1024)
def rows(text: str, above: str) -> tuple[Row, ...]:
    """Return the rows of a text's tables; `above` is the header of one that began before it."""
    return tuple(_rows(text, _cells(above.strip().strip("|")))) if "|" in text else ()


def _rows(text: str, above: list[str]) -> Iterator[Row]:
    header, last = above, list[str]()
    for match in _ROW.finditer(text):
        cells = _cells(match[1])
        if _RULE.fullmatch(match[1]):
            header = last
        else:
            heads = header if len(header) == len(cells) else [""] * len(cells)
            yield Row(*match.span(), frozenset(zip(heads, cells, strict=True)))
        last = cells


def _cells(row: str) -> list[str]:
    return [normal(cell) for cell in row.split("|")]


def fields(claim: str) -> Fields:
    """Return what a claim says as fields, if it has some; a cell without a header has no name."""
    parts = [part.rpartition(": ") for part in claim.rstrip(" .").split("; ")]
    if len(parts) < _FEWEST or not all(value.strip() for _, _, value in parts):
        return frozenset()
    return frozenset((normal(name), normal(value)) for name, _, value in parts)


def row_of(said: Fields, passage: Passage) -> Row | None:
    """Return the row of the passage that has all the fields."""
    known = rows(passage.text, _above(passage))
    return next((row for row in known if all(_in(field, row) for field in said)), None)


def about(said: Fields, passage: Passage) -> bool:
    """Say whether a table of the passage has all the headers that the fields name."""
    names = {name for name, _ in said}
    return "" not in names and any(
        names <= {name for name, _ in row.fields} for row in rows(passage.text, _above(passage))
    )


def _in(field: tuple[str, str], row: Row) -> bool:
    return field in row.fields or (not field[0] and field[1] in {cell for _, cell in row.fields})


def _above(passage: Passage) -> str:
    return passage.context.split(" > ")[-1]
