"""What commands say: text for people, lines with tabs for pipes, one JSON object for programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

# Documents may hold escape sequences and direction overrides that would command the terminal.
_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


# Lines wider than this are hard to read, however wide the terminal is.
WIDTH = 100


def console(*, stderr: bool = False) -> Console:
    """Return a console that takes text as it is: no markup, no colours of its own choice."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def clean(text: str) -> str:
    """Return `text` without characters that would command the terminal."""
    return _COMMANDS.sub("", text)


def line(text: str) -> str:
    """Return `text` cleaned and in one line."""
    return " ".join(clean(text).split())


def shorten(text: str, length: int) -> str:
    """Return `text` in one line, cut between words to at most `length` characters."""
    whole = line(text)
    if len(whole) <= length:
        return whole
    cut, space, _ = whole[:length].rpartition(" ")
    return (cut if space else whole[: length - 1]) + "…"


def excerpt(text: str, length: int) -> str:
    """Return the beginning of a passage in one line, without the headings it stands under."""
    body = [row for row in text.splitlines() if not row.lstrip().startswith("#")]
    return shorten("\n".join(body), length) or shorten(text, length)


def when(at: float, *, short: bool) -> str:
    """Write a moment (unix seconds) by the clock here: `short`, or whole with its zone."""
    moment = datetime.fromtimestamp(at)
    return moment.isoformat(" ", "minutes") if short else moment.astimezone().isoformat()


def place(title: str, context: str, page: int = 0) -> str:
    """Say where a passage stands: title, heading path, page."""
    parts = [part for part in context.split(" > ") if part and part != title]
    where = " › ".join(line(part) for part in (title, *parts))
    return f"{where}, page {page}" if page else where


def write_json(value: object) -> None:
    """Print one JSON object, indented on a terminal."""
    indent = 2 if sys.stdout.isatty() else None
    sys.stdout.write(json.dumps(value, default=_plain, indent=indent) + "\n")
    sys.stdout.flush()


def complain(message: str) -> None:
    """Say on stderr what went wrong."""
    _aside(message, "red")


def note(message: str) -> None:
    """Say something beside the result, on stderr."""
    _aside(message, "dim")


def hang(
    out: Console, head: str, text: str, *, style: str = "", head_style: str = "", indent: int = 0
) -> None:
    """Print `text` behind `head`; on a terminal its further lines begin below its first."""
    if not out.is_terminal:
        out.print(head + text, soft_wrap=True)
        return
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(head, style=head_style), Text(text, style=style))
    out.print(Padding(grid, (0, indent)), width=min(out.width, WIDTH))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows: a table on a terminal, tab-separated lines into a pipe."""
    out = console()
    if not out.is_terminal:
        for row in rows:
            sys.stdout.write("\t".join(line(cell) for cell in row) + "\n")
        return
    from rich.table import Table

    grid = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for heading in headings:
        grid.add_column(heading, overflow="fold", justify="right" if heading == "#" else "left")
    for row in rows:
        grid.add_row(*(line(cell) for cell in row))
    out.print(grid)


def _aside(message: str, style: str) -> None:
    out = console(stderr=True)
    out.print(clean(message), style=style, soft_wrap=not out.is_terminal)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
