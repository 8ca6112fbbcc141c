"""What is known of each sentence with regard to the question, in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from .._text import stem, words
from ..terms import Embedded, Passage
from ._kinds import ASKING, has, kind_of
from ._pieces import Piece, pieces
from ._worth import Bag, worths

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

    Table = NDArray[np.float64]  # shape (sentences, features)

OF_SENTENCE = (
    "near", "near_gap", "near_passage", "near_passage_gap", "covers", "covers_passage",
    "covers_passage_gap", "fits", "misfits", "place", "length", "dangling", "names_row",
)  # fmt: skip
_GAPS = (
    ("near_gap", "near"),
    ("near_passage_gap", "near_passage"),
    ("covers_passage_gap", "covers_passage"),
)
# Cosines of good passages differ by a fifth of what the shares of words do.
_GLANCE_WORDS = 0.3
_WHICH = re.compile(
    r"\b(?:which|what)\s+(?!is\b|are\b|was\b|do\b|does\b|did\b)(\w+)", re.IGNORECASE
)
# What stands over a sentence is about it, a little less than its own words are.
_LED = 0.9


class Asked:
    """A question, looked at once."""

    def __init__(self, question: str) -> None:
        self.kind = kind_of(question)
        self.worths = worths(question, ASKING.get(self.kind, frozenset()))
        self.stems = frozenset(stem(word) for word in words(question))
        which = _WHICH.search(question)
        self.sought = stem(which[1].casefold()) if which and self.kind == "thing" else ""


@dataclass(frozen=True)
class View:
    """A passage as the question sees it; the nearness is 0 where there are no vectors."""

    pieces: list[Piece]
    bags: list[Bag]
    heading: Bag
    covers: float
    near: list[float]
    near_passage: float


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
        index: _view(asked, index, passage, known.get(passage.id), vector if dense else None)
        for index, passage in chosen.items()
    }
    quotable = [piece for view in views.values() for piece in view.pieces if piece.quotable]
    rows = [_row(asked, views[piece.passage], piece) for piece in quotable]
    table = np.array(rows, np.float64).reshape(-1, len(OF_SENTENCE))
    for gap, value in _GAPS:
        column = table[:, OF_SENTENCE.index(value)]
        table[:, OF_SENTENCE.index(gap)] = column - column.max(initial=-1.0)
    return Look(views, quotable, table, dense)


def shortlist(
    asked: Asked,
    passages: Sequence[Passage],
    vector: Vector | None,
    known: Mapping[str, Embedded],
    *,
    most: int,
) -> dict[int, Passage]:
    """Return the passages nearest to the question, by number, in the given order."""
    if len(passages) <= most:
        return dict(enumerate(passages))
    scores = [_glance(asked, passage, vector, known.get(passage.id)) for passage in passages]
    best = sorted(range(len(passages)), key=lambda index: -scores[index])[:most]
    return {index: passages[index] for index in sorted(best)}


def _glance(
    asked: Asked, passage: Passage, vector: Vector | None, embedded: Embedded | None
) -> float:
    """Score a passage by its vector and by how many stems of the question begin a word in it."""
    text = f"{passage.heading}\n{passage.text}".casefold()
    total = sum(asked.worths.values()) or 1.0
    words_there = sum(worth for word, worth in asked.worths.items() if word in text) / total
    near = float(embedded.vector @ vector) if embedded and vector is not None else 0.0
    return near + _GLANCE_WORDS * words_there


def _embedded(embedded: Embedded | None) -> bool:
    return embedded is not None and embedded.sentences is not None


def _view(
    asked: Asked, index: int, passage: Passage, embedded: Embedded | None, vector: Vector | None
) -> View:
    found = pieces(index, passage)
    bags = [Bag(frozenset(piece.order)) for piece in found]
    heading = Bag(frozenset(stem(word) for word in words(passage.heading)))
    near, near_passage = _nearness(embedded, vector, len(found))
    return View(
        pieces=found,
        bags=bags,
        heading=heading,
        covers=_union([heading, *bags]).covers(asked.worths),
        near=near,
        near_passage=near_passage,
    )


def _nearness(
    embedded: Embedded | None, vector: Vector | None, count: int
) -> tuple[list[float], float]:
    """Return the cosine of each sentence and of the passage with the question."""
    import numpy as np

    if vector is None or embedded is None or embedded.sentences is None:
        return [0.0] * count, 0.0
    rows = embedded.sentences.astype(np.float32)
    lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-6)
    near = (rows @ vector / lengths).tolist()
    return (near + [0.0] * count)[:count], float(embedded.vector @ vector)


def _row(asked: Asked, view: View, piece: Piece) -> list[float]:
    over = [view.bags[row] for row in piece.leads]
    near = [view.near[piece.row], *(_LED * view.near[row] for row in piece.leads)]
    texts = (piece.text, *(view.pieces[row].text for row in piece.leads))
    fits = any(has(asked.kind, text, asked.stems) for text in texts)
    return [
        max(near),
        0.0,
        view.near_passage,
        0.0,
        _union([view.bags[piece.row], view.heading, *over]).covers(asked.worths),
        view.covers,
        0.0,
        float(fits and asked.kind != "thing"),
        float(not fits),
        0.0 if piece.is_row else log(1 + piece.row),
        min(1.0, log(1 + len(piece.text)) / 6),
        float(piece.is_dangling),
        float(piece.is_row and _names(asked, piece)),
    ]


def _names(asked: Asked, row: Piece) -> bool:
    """Say whether a cell of a table's row, more than a number, is named in the question."""
    return any(
        not any(c.isdigit() for c in cell.split()[0])
        and asked.stems.issuperset(map(stem, words(cell)))
        for cell in row.text.split("|")
        if len(cell.strip()) > 2
    )


def _union(bags: Iterable[Bag]) -> Bag:
    return Bag(frozenset().union(*(bag.stems for bag in bags)))
