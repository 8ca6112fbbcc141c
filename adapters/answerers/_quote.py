"""A sentence of a document as an answer shows it: its own words, without Markdown's marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .._text import plain
from ..terms import Passage, tokens
from ._pieces import Piece

_ENDS = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
_CELLS = re.compile(r"(?<!\\)\|")
_LIST_END = re.compile(r"[;,](?:\s*(?:and|or))?$")


@dataclass(frozen=True, slots=True)
class Quote:
    """What is said: `passage` counts the evidence from 0; `heading` opens a new part."""

    passage: int
    text: str
    heading: str = ""


def quote(piece: Piece, passage: Passage, above: Sequence[str]) -> Quote:
    """Quote a sentence; a table's row with the names of its columns, found in `above` it."""
    if not piece.is_row:
        return Quote(piece.passage, _LIST_END.sub("", plain(piece.text)))
    cells = _cells(piece.text)
    heads = [_cells(text) for text in above[::-1]] + [_cells(passage.context.split(" > ")[-1])]
    for head in heads:
        if len(head) == len(cells) > 1:
            named = zip(head, cells, strict=True)
            shown = [f"{name}: {cell}" if name else cell for name, cell in named if cell]
            return Quote(piece.passage, "; ".join(shown))
    return Quote(piece.passage, "; ".join(cell for cell in cells if cell))


def written(quotes: Sequence[Quote], most_tokens: int) -> Iterator[str]:
    """Write the quotes one by one, each with its marker, while they fit into `most_tokens`.

    One that does not end like a sentence has a paragraph of its own, so that it stays one claim.
    """
    used, gap = 0, ""
    for said in quotes:
        text = f"{said.text} [{said.passage + 1}]"
        if said.heading:
            text = f"### {said.heading}\n\n{text}"
            gap = gap and "\n\n"
        used += tokens(text)
        if used > most_tokens and gap:
            return
        yield gap + text
        gap = " " if _ENDS.search(said.text) else "\n\n"


def _cells(row: str) -> list[str]:
    return [plain(cell).strip() for cell in _CELLS.split(row.strip().strip("|"))]
