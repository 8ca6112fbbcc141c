"""The audit log read again: one person's lines, and their name taken out of them where they stand.

A line keeps its length, so that whoever appends to the file, or moves it, is not in the way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..adapters.terms import Principal

FILE = "audit.jsonl"
_THREAD = re.compile(r"(?<=/v1/threads/)[^/]+")


def lines_of(home: Path, who: Principal) -> list[dict[str, Any]]:
    """Return what the log says of somebody, the newest file first."""
    found: list[dict[str, Any]] = []
    for file in _files(home):
        with file.open("rb") as stream:
            found += (row for _, row, _ in _lines(stream, who))
    return found


def mask(home: Path, who: Principal) -> int:
    """Write stars over somebody's name, key, groups and threads' names; return in how many lines.

    What was asked for, when, with what status, and which documents were shown, stays.
    """
    masked = 0
    for file in _files(home):
        with file.open("r+b") as stream:
            for start, row, length in list(_lines(stream, who)):
                stream.seek(start)
                stream.write(_fitted(_masked(row), length))
                masked += 1
    return masked


def _files(home: Path) -> list[Path]:
    """List the files from the newest on: one that is moved meanwhile is met again, not missed."""
    numbered = {path.suffix[1:]: path for path in home.glob(f"{FILE}.*")}
    older = [numbered[n] for n in sorted(filter(str.isdigit, numbered), key=int)]
    return [path for path in (home / FILE, *older) if path.is_file()]


def _lines(stream: Any, who: Principal) -> Iterator[tuple[int, dict[str, Any], int]]:
    """Yield where a person's lines begin, what they say, and how long they are in bytes."""
    name, start = json.dumps(who.user, ensure_ascii=False).encode(), 0
    for line in stream:
        if name in line:
            row = _row(line)
            if (row.get("tenant"), row.get("user")) == (who.tenant, who.user):
                yield start, row, len(line.rstrip(b"\n"))
        start += len(line)


def _row(line: bytes) -> dict[str, Any]:
    """Read a line; one that a crash cut off says nothing."""
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    hidden: dict[str, Any] = {name: _stars(row[name]) for name in ("user", "key") if name in row}
    groups = [_stars(group) for group in row.get("groups", ())]
    request = _THREAD.sub(lambda found: _stars(found[0]), row["request"])
    return {**row, **hidden, "groups": groups, "request": request}


def _stars(text: str) -> str:
    return "*" * (len(json.dumps(text, ensure_ascii=False).encode()) - 2)


def _fitted(row: dict[str, Any], length: int) -> bytes:
    text = json.dumps(row, ensure_ascii=False).encode()
    if len(text) > length:  # somebody wrote the line anew, without blanks
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    return text.ljust(length)
