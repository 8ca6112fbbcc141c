"""What is known of each sentence with regard to the question, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from .._text import stem, words
from ..terms import Embedded, Passage
from ._evidence import Asked, View, view
from ._kinds import has
from ._pieces import Piece
from ._worth import covers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

    Table = NDArray[np.float64]  # shape (sentences, features)

OF_SENTENCE = (
    "near", "near_gap", "near_passage", "near_passage_gap", "covers", "covers_passage",
    "covers_passage_gap", "fits", "misfits", "place", "length", "dangling", "names_row",
)  # fmt: skip
# Each of these is how far the other stands behind the best of the evidence.
_GAPS = (
    ("near_gap", "near"),
    ("near_passage_gap", "near_passage"),
    ("covers_passage_gap", "covers_passage"),
)
# What stands over a sentence is about it, a little less than its own words are.
_LED = 0.9


@dataclass(frozen=True)
class Look:
    """The quotable sentences of the evidence, and a row of features (`OF_SENTENCE`) for each."""

    views: Mapping[int, View]
    pieces: list[Piece]
    table: Table
    dense: bool

    def above(self, piece: Piece) -> list[str]:
        """Return the texts that stand over a sentence."""
        return [self.views[piece.passage].pieces[row].text for row in piece.leads]


def look(
    asked: Asked,
    chosen: Mapping[int, Passage],
    vector: Vector | None,
    known: Mapping[str, Embedded],
) -> Look:
    """Look at passages (by their number) with the question in mind.

    Vectors count only where every passage has them: half of them would favour the other half.
    """
    import numpy as np

    dense = vector is not None and all(_embedded(known.get(p.id)) for p in chosen.values())
    views = {
        index: view(asked, index, passage, vector if dense else None, known.get(passage.id))
        for index, passage in chosen.items()
    }
    quotable = [piece for one in views.values() for piece in one.pieces if piece.quotable]
    rows = [_row(asked, views[piece.passage], piece) for piece in quotable]
    table = np.array(rows, np.float64).reshape(-1, len(OF_SENTENCE))
    for gap, value in _GAPS:
        column = table[:, OF_SENTENCE.index(value)]
        table[:, OF_SENTENCE.index(gap)] = column - column.max(initial=-1.0)
    return Look(views, quotable, table, dense)


def _embedded(embedded: Embedded | None) -> bool:
    return embedded is not None and embedded.sentences is not None


def _row(asked: Asked, seen: View, piece: Piece) -> list[float]:
    near = [seen.near[piece.row], *(_LED * seen.near[row] for row in piece.leads)]
    texts = (piece.text, *(seen.pieces[row].text for row in piece.leads))
    fits = any(has(asked.kind, text, asked.stems) for text in texts)
    return [
        max(near),
        0.0,
        seen.near_passage,
        0.0,
        covers(asked.worths, seen.heading, *seen.bags(piece)),
        seen.covers,
        0.0,
        float(fits and asked.kind != "thing"),
        float(not fits),
        0.0 if piece.is_row else log(1 + piece.row),
        min(1.0, log(1 + len(piece.text)) / 6),
        float(piece.is_dangling),
        float(piece.is_row and _names(asked, piece)),
    ]


def _names(asked: Asked, row: Piece) -> bool:
    """Say whether the question names what a table's row is about: its first cell, or its second.

    The first is often a number or a code; the last says something about the others.
    """
    cells = [words(cell) for cell in row.text.strip().strip("|").split("|")]
    return any(
        cell and not cell[0].isdigit() and asked.stems.issuperset(map(stem, cell))
        for cell in cells[:-1][:2]
        if sum(map(len, cell)) > 1
    )
