"""What a loader makes of a file: one plain text in light Markdown.

A loader is a module in `adapters/loaders/` with `SUFFIXES`, the endings it reads, and
`load(data, name) -> Extract`; adding a format is adding such a file. Headings become `# `, list
items `- `, tables rows of `|` with the header row first, code fenced by three backquotes. A file
that cannot be read is a `BadFile` with its name, the reason and the way out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The text of a file; `pages` holds the offset at which each page starts, if there are any."""

    text: str
    title: str = ""
    pages: tuple[int, ...] = ()


def first_heading(text: str) -> str:
    """Return the first Markdown heading of level one near the start of `text`, or nothing."""
    found = re.search(r"^#[ \t]+(\S.*?)[ \t#]*$", text[:4000], re.MULTILINE)
    return found[1] if found else ""


def table(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as `|` lines, the first one as the header, without what is empty at their ends."""
    kept = [cells for row in rows if (cells := _cells(row))]
    if not kept:
        return ""
    lines = [f"| {' | '.join(cells)} |" for cells in kept]
    lines.insert(1, "|" + " --- |" * max(map(len, kept)))
    return "\n".join(lines)


def plain(line: str) -> str:
    """Keep a line of text from being read as a heading or a fence: a space goes before it."""
    return f" {line}" if line.startswith(("#", "```")) else line


def fenced(code: str, language: str = "") -> str:
    """Write code between fences."""
    return f"```{language}\n{code.rstrip()}\n```"


def paged(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Join the texts of pages and return where each of them starts.

    A page that starts in lower case goes on with the sentence of the page before.
    """
    text: list[str] = []
    starts: list[int] = []
    at = 0
    for page in pages:
        if text:
            text.append("\n" if page[:1].islower() else "\n\n")
            at += len(text[-1])
        starts.append(at)
        text.append(page)
        at += len(page)
    return "".join(text), tuple(starts)


def _cells(row: Sequence[str]) -> list[str]:
    cells = [" ".join(text.split()).replace("|", "/") for text in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells
