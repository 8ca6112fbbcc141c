"""Answer a question that one or a few sentences answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .._text import plain
from ..sentences import sentences
from ..terms import Embedded, Passage
from ._evidence import Asked, shortlist
from ._features import Look, look
from ._kinds import has
from ._model import answerable, ranked, weights_for
from ._pieces import Piece, same
from ._quote import Quote, quote

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

MOST_SENTENCES = 3
# Further sentences are quoted until the answer is this likely among them.
_ENOUGH = 0.95
# As many passages as a search keeps; of whole documents, the nearest ones.
_SHORTLIST = 8


def look_up(
    question: str,
    passages: Sequence[Passage],
    vector: Vector | None,
    known: Mapping[str, Embedded],
    *,
    kept: str = "",
) -> list[Quote]:
    """Return the sentences that answer, best first; none when the passages hold no answer."""
    asked = Asked(question)
    chosen = shortlist(asked, passages, vector, known, most=_SHORTLIST)
    seen = look(asked, chosen, vector, known)
    if not seen.pieces:
        return []
    weights = weights_for(seen)
    chances = ranked(seen, weights)
    if answerable(seen, int(chances.argmax()), weights) < weights.threshold:
        return []
    return picked(asked, seen, chances, passages, kept)


def picked(
    asked: Asked,
    seen: Look,
    chances: NDArray[np.float64],
    passages: Sequence[Passage],
    kept: str = "",
    most: int = MOST_SENTENCES,
) -> list[Quote]:
    """Quote the likeliest sentences, none twice, until it is likely enough that one answers."""
    said = {same(sentence) for sentence in sentences(plain(kept))}
    best: list[Quote] = []
    chance = count = 0.0
    for index in (-chances).argsort().tolist():
        piece = seen.pieces[index]
        chance += float(chances[index])
        new = [
            quote(part, passages[piece.passage], seen.above(part))
            for part in [*_needed(asked, seen, piece), piece]
        ]
        if same(new[-1].text) not in said:
            best += [part for part in new if same(part.text) not in said]
            said.update(same(part.text) for part in new)
            count += 1
        if count == most or (best and chance >= _ENOUGH):
            break
    return best


def _needed(asked: Asked, seen: Look, piece: Piece) -> list[Piece]:
    """Return what a sentence is not understood without, to be quoted before it.

    The heading over it where the heading is what answers ("Firmware 4.2"); the sentence before it
    where it points back there ("It can be renewed twice").
    """
    every = seen.views[piece.passage].pieces
    for row in piece.leads:
        if every[row].is_heading and _answers(asked, every[row]) and not _answers(asked, piece):
            return [every[row]]
    if piece.is_dangling and piece.row and every[piece.row - 1].quotable:
        return [every[piece.row - 1]]
    return []


def _answers(asked: Asked, piece: Piece) -> bool:
    """Say whether a piece has what is asked for; "which version" finds "Catalogue 5.2", too."""
    if asked.sought:
        shared = piece.bag.stems & asked.stems
        numbered = any(stem.isdigit() for stem in piece.bag.stems - asked.stems)
        return asked.sought in shared or (piece.is_heading and numbered and bool(shared))
    return asked.kind != "thing" and has(asked.kind, piece.text, asked.stems)
