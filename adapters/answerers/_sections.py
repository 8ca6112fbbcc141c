"""The parts that an extract goes through: by heading, or by equal shares where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

from ..terms import Passage

T = TypeVar("T")
Numbered = tuple[int, Passage]
Part = tuple[str, list[Numbered]]

_MOST = 12
_DEEPEST = 3  # levels of headings, tried from here upwards until the parts are few enough


def sections(passages: Sequence[Passage]) -> list[Part]:
    """Group numbered passages, in their order, into at most twelve parts with a title each."""
    numbered = list(enumerate(passages))
    if not numbered:
        return []
    parts = _by_heading(numbered, _DEEPEST)
    for depth in range(_DEEPEST - 1, -1, -1):
        if len(parts) <= _MOST:
            break
        parts = _by_heading(numbered, depth)
    if len(parts) == 1:
        return [("", part) for part in _shares(parts[0][1], _MOST)]
    if len(parts) > _MOST:
        merged = _shares(parts, _MOST)
        return [("", [pair for _, part in share for pair in part]) for share in merged]
    return parts


def _by_heading(numbered: Sequence[Numbered], depth: int) -> list[Part]:
    several = len({passage.document_id for _, passage in numbered}) > 1
    grouped = groupby(numbered, lambda pair: (pair[1].document_id, _path(pair[1])[:depth]))
    parts = [(path, list(group)) for (_, path), group in grouped]
    return [(_title(path, group[0][1], several), group) for path, group in parts]


def _path(passage: Passage) -> tuple[str, ...]:
    """Return the headings above a passage, without the names of a table's columns."""
    return tuple(part for part in passage.context.split(" > ") if part and " | " not in part)


def _title(path: Sequence[str], passage: Passage, several: bool) -> str:
    title = passage.title if several or not path else ""
    return ": ".join(part for part in (title, *path[-1:]) if part)


def _shares(things: Sequence[T], most: int) -> list[list[T]]:
    """Cut a sequence into at most `most` neighbouring shares of about equal length."""
    count = min(most, len(things))
    cuts = [round(index * len(things) / count) for index in range(count + 1)]
    return [list(things[start:end]) for start, end in zip(cuts, cuts[1:], strict=False)]
