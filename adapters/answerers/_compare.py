"""A comparison: what the documents say of each side, next to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..terms import Embedded, Passage
from ._evidence import Asked, shortlist
from ._features import Look, look
from ._look_up import picked
from ._model import ranked, weights_for
from ._quote import Quote
from ._sides import Side, sides
from ._worth import covers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

_EACH = 3
_SHORTLIST = 6
# A sentence that names its side, or what is compared in both, is this many times likelier.
_NAMED = 4.0
_OTHER = 0.05  # and one that names another side instead, this much


def compare(
    question: str,
    passages: Sequence[Passage],
    vector: Vector | None,
    known: Mapping[str, Embedded],
    *,
    kept: str = "",
) -> list[Quote]:
    """Return the best sentences of each side under its name."""
    asked = Asked(question, kind="thing")
    every = sides(question, passages)
    found: list[Quote] = []
    for side in every:
        seen = look(asked, _nearest(asked, side, vector, known), vector, known)
        if seen.pieces:
            chances = _chances(asked, side, every, seen)
            quotes = picked(asked, seen, chances, passages, kept, _EACH)
            found += [
                Quote(q.passage, q.text, "" if n else side.name) for n, q in enumerate(quotes)
            ]
    return found


def _nearest(
    asked: Asked, side: Side, vector: Vector | None, known: Mapping[str, Embedded]
) -> dict[int, Passage]:
    numbers, passages = list(side.passages), list(side.passages.values())
    chosen = shortlist(asked, passages, vector, known, most=_SHORTLIST)
    return {numbers[index]: passage for index, passage in chosen.items()}


def _chances(asked: Asked, side: Side, every: Sequence[Side], seen: Look) -> NDArray[np.float64]:
    """Return the chance of each sentence, with regard to its side and to the others."""
    import numpy as np

    others = [other.told for other in every if other is not side and other.told]
    names = {stem for one in every for stem in one.told}
    topic = {stem: worth for stem, worth in asked.worths.items() if stem not in names}
    factors = []
    for piece in seen.pieces:
        bags = seen.views[piece.passage].bags(piece)
        own = covers(side.told, *bags)
        stray = any(covers(other, *bags) > own for other in others)
        named = 1 + (_NAMED - 1) * own
        factors.append(named * (1 + (_NAMED - 1) * covers(topic, *bags)) * (_OTHER if stray else 1))
    chances = ranked(seen, weights_for(seen)) * np.array(factors)
    scaled: NDArray[np.float64] = chances / chances.sum()
    return scaled
