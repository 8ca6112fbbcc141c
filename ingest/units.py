"""Cut a section into the smallest pieces that should stay whole: sentences, rows, lines of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..adapters.sentences import sentence_spans

# Code between fences, and tables: a pattern of no groups for the start of a line.
BLOCKS = r"```[^\n]*\n(?:(?!```)[^\n]*\n)*+```[^\n]*|(?:[ \t]*+\|[^\n]*+(?:\n|\Z)){2,}+"
_BLOCK = re.compile(rf"^(?:{BLOCKS})", re.MULTILINE)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_WORD = re.compile(r"\S")
_DIVIDER = re.compile(r"[ \t]*\|[\s:|-]+$")
# Rows are mostly numbers, which have about twice as many tokens a character as prose.
TABLE = 600
_NUMBERS = 0.8
_HEAD = 200


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece that stays whole.

    `opens` says that a paragraph starts with it, `prose` that it is a sentence; `head` is what must
    stand above it to be understood, a table's columns; `extra` what it weighs beyond its length.
    """

    start: int
    end: int
    opens: bool
    prose: bool
    head: str = ""
    extra: int = 0


def units(text: str, start: int, end: int, longest: int) -> list[Unit]:
    """Return the units of `text[start:end]` in order, none over `longest` characters."""
    found: list[Unit] = []
    at = start
    for match in _BLOCK.finditer(text, start, end):
        found += _prose(text, at, match.start(), longest)
        block = _rows if match[0].lstrip().startswith("|") else _code
        found += block(text, match.start(), match.end(), longest)
        at = match.end()
    found += _prose(text, at, end, longest)
    return found


def _prose(text: str, start: int, end: int, longest: int) -> Iterator[Unit]:
    last = start
    for a, b in sentence_spans(text[start:end]):
        opens = "\n" in text[last : start + a]
        last = start + b
        yield from _bounded(text, start + a, last, longest, opens=opens, prose=True)


def _rows(text: str, start: int, end: int, longest: int) -> Iterator[Unit]:
    """Keep a small table whole; of a large one, give each row the names of the columns."""
    if end - start <= TABLE:
        end = start + len(text[start:end].rstrip())
        yield Unit(start, end, opens=True, prose=False, extra=int((end - start) * _NUMBERS))
        return
    head = ""
    for index, row in enumerate(_LINE.finditer(text, start, end)):
        opens = index == 0
        shown = "" if opens or _DIVIDER.match(row[0]) else head
        for unit in _bounded(text, row.start(), row.end(), min(longest, TABLE), opens=opens):
            yield replace(unit, head=shown, extra=int((unit.end - unit.start) * _NUMBERS))
        if opens:
            cells = (cell.strip() for cell in row[0].strip().strip("|").split("|"))
            head = " | ".join(cell for cell in cells if cell)[:_HEAD]


def _code(text: str, start: int, end: int, longest: int) -> Iterator[Unit]:
    """Keep code whole where it fits; cut it between its lines where not."""
    if end - start <= longest:
        yield Unit(start, end, opens=True, prose=False)
        return
    last = start
    for line in _LINE.finditer(text, start, end):
        opens = text.count("\n", last, line.start()) > 1 and not line[0][0].isspace()
        last = line.end()
        yield from _bounded(text, line.start(), last, longest, opens=opens)


def _bounded(
    text: str, start: int, end: int, longest: int, *, opens: bool, prose: bool = False
) -> Iterator[Unit]:
    """Yield one unit; where it is too long, several that end at white space if there is any."""
    while end - start > longest:
        cut = text.rfind(" ", start + longest // 2, start + longest)
        cut = start + longest if cut < 0 else cut
        yield Unit(start, start + len(text[start:cut].rstrip()), opens, prose)
        following = _WORD.search(text, cut, end)
        start = following.start() if following else end
        opens = False
    if start < end:
        yield Unit(start, end, opens, prose)
