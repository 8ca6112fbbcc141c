"""A comparison: what the documents say of each side, next to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..terms import Embedded, Passage
from ._features import Asked, Look, look, shortlist
from ._look_up import picked
from ._model import ranked, weights_for
from ._quote import Quote
from ._sides import sides
from ._worth import Bag, worths

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

_EACH = 3
_SHORTLIST = 6
_OWN = 4.0  # a sentence that names its side is this many times likelier than one that does not


def compare(
    question: str,
    passages: Sequence[Passage],
    vector: Vector | None,
    known: Mapping[str, Embedded],
    *,
    kept: str = "",
) -> list[Quote]:
    """Return the best sentences of each side under its name."""
    asked = Asked(question)
    found: list[Quote] = []
    for name, part in sides(question, passages):
        some = list(part.items())
        nearest = shortlist(asked, [p for _, p in some], vector, known, most=_SHORTLIST)
        seen = look(asked, {some[i][0]: passage for i, passage in nearest.items()}, vector, known)
        if seen.pieces:
            chances = _of_side(name, seen)
            quotes = picked(asked, seen, chances, passages, kept, _EACH)
            found += [Quote(q.passage, q.text, "" if n else name) for n, q in enumerate(quotes)]
    return found


def _of_side(name: str, seen: Look) -> NDArray[np.float64]:
    """Return the chance of each sentence, those that name the side before the others."""
    import numpy as np

    told = worths(name)
    own = []
    for piece in seen.pieces:
        view = seen.views[piece.passage]
        stems = [view.bags[row].stems for row in (piece.row, *piece.leads)]
        own.append(Bag(frozenset().union(*stems)).covers(told))
    chances = ranked(seen, weights_for(seen)) * (1 + (_OWN - 1) * np.array(own))
    scaled: NDArray[np.float64] = chances / chances.sum()
    return scaled
