"""Notebooks: the text as it is, code fenced, and the text that it gave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..errors import BadFile
from ..extracts import Extract, fenced, first_heading
from .text import decode

SUFFIXES = (".ipynb",)
_LONGEST = 2000


def load(data: bytes, name: str) -> Extract:
    """Return the cells in their order; of long outputs only the beginning."""
    try:
        book = json.loads(decode(data, name))
        cells = book["cells"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise BadFile(f"{name} is no notebook of version 4: save it again in Jupyter.") from error
    language = str(book.get("metadata", {}).get("kernelspec", {}).get("language", ""))
    text = "\n\n".join(part for cell in cells for part in _cell(cell, language) if part)
    return Extract(text=text, title=first_heading(text))


def _cell(cell: dict[str, Any], language: str) -> Iterator[str]:
    source = _joined(cell.get("source", ""))
    if cell.get("cell_type") != "code":
        yield source.strip()
        return
    if source.strip():
        yield fenced(source, language)
    for output in cell.get("outputs", ()):
        found = _joined(output.get("text") or output.get("data", {}).get("text/plain", ""))
        if found.strip():
            yield fenced(found[:_LONGEST], "text")


def _joined(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
