"""JSON and JSON lines: every value under the path of its names."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..errors import BadFile
from ..extracts import Extract, plain, table
from .text import decode

SUFFIXES = (".json", ".jsonl", ".ndjson")
_DEEPEST = 100


def load(data: bytes, name: str) -> Extract:
    """Return flat records as a table, long texts as they are, and the rest as lists."""
    text = decode(data, name)
    value = _lines(text, name) if name.lower().endswith(("l", ".ndjson")) else _whole(text, name)
    title = value.get("title", "") if isinstance(value, dict) else ""
    return Extract(text=_write(value), title=title if isinstance(title, str) else "")


def _whole(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(
            f"{name} is no JSON ({error.msg} in line {error.lineno}): mend it there."
        ) from error
    except RecursionError as error:
        raise BadFile(f"{name} is nested too deep: flatten it.") from error


def _lines(text: str, name: str) -> list[object]:
    found: list[object] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append(json.loads(line))
            except (json.JSONDecodeError, RecursionError) as error:
                raise BadFile(f"{name} has no JSON in line {number}: mend it there.") from error
    return found


def _write(value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        rows = _table(value)
        return rows or "\n\n".join(
            f"## {number}\n\n" + "\n".join(_items(item, 0)) for number, item in enumerate(value, 1)
        )
    return "\n".join(_items(value, 0))


def _table(records: list[dict[str, object]]) -> str:
    """Write records as a table where their values are short and mostly the same."""
    names = list(dict.fromkeys(name for record in records for name in record))
    flat = all(
        not isinstance(value, dict | list) and len(str(value)) < 200
        for record in records
        for value in record.values()
    )
    filled = sum(map(len, records)) / (len(names) * len(records) or 1)
    if not flat or filled < 0.5 or len(names) > 20:
        return ""
    return table([names, *([_shown(record.get(name)) for name in names] for record in records)])


def _items(value: object, depth: int, name: str = "") -> Iterator[str]:
    """Write `name: value` lines, those of inner values indented."""
    indent = "  " * depth + ("- " if depth or not name else "")
    if isinstance(value, dict | list) and value and depth < _DEEPEST:
        inner = value.items() if isinstance(value, dict) else (("", item) for item in value)
        if name:
            yield f"{indent}{name}:"
        for key, item in inner:
            yield from _items(item, depth + bool(name), str(key))
    else:
        shown = _shown(value)
        yield plain(f"{indent}{name}: {shown}" if name else f"{indent}{shown}")


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
