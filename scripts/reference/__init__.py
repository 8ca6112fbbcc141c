"""The pages of the reference, each made from what the code says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, or nothing where there are no rows."""
    cells = [[_cell(text) for text in row] for row in rows]
    lines = [list(heads), ["---"] * len(heads), *cells]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines) + "\n" if cells else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
