"""Answer a question that one or a few sentences answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .._text import plain
from ..sentences import sentences
from ..terms import Embedded, Passage
from ._features import Asked, Look, look, shortlist
from ._model import answerable, ranked, weights_for
from ._pieces import same
from ._quote import Quote, quote

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

MOST_SENTENCES = 3
# Further sentences are quoted until the answer is this likely among them.
_ENOUGH = 0.9
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
    return picked(seen, chances, passages, kept)


def picked(
    seen: Look,
    chances: NDArray[np.float64],
    passages: Sequence[Passage],
    kept: str = "",
    most: int = MOST_SENTENCES,
) -> list[Quote]:
    """Quote the likeliest sentences, none twice, until it is likely enough that one answers."""
    said = {same(sentence) for sentence in sentences(plain(kept))}
    best: list[Quote] = []
    chance = 0.0
    for index in (-chances).argsort().tolist():
        piece = seen.pieces[index]
        found = quote(piece, passages[piece.passage], seen.above(piece))
        chance += float(chances[index])
        if same(found.text) not in said:
            best.append(found)
            said.add(same(found.text))
        if len(best) == most or (best and chance >= _ENOUGH):
            break
    return best
