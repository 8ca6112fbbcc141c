"""How near the claim's words are, in their context, to words of the evidence (late interaction)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from .._text import STOP, stem
from ._choose import Found, Place
from ._claim import Said

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tokens = tuple[Sequence[tuple[int, int]], NDArray[np.float32]]

# Encoding costs about 0.3 ms for ten words on one core, so only so many characters are.
_CHARACTERS = 400
_CLAIM_CHARACTERS = 1200
SENTENCE_CHARACTERS = 900
_WORD = re.compile(r"[^\W_]+")


@runtime_checkable
class TokenEmbedder(Protocol):
    """An embedder that gives a vector for each token, too."""

    async def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return for each text its tokens' offsets and vectors: (tokens, dimensions), length 1."""


def to_encode(said: Said, found: Found) -> list[str]:
    """Return the claim, the sentences that cover it together, and what else there is room for."""
    chosen = list(found.together)
    room = _CHARACTERS - sum(len(place.sentence.text) for place in chosen)
    for place in found.best:
        length = len(place.sentence.text)
        if not _among(place, chosen) and length <= room:
            chosen.append(place)
            room -= length
    return [
        said.text[:_CLAIM_CHARACTERS],
        *(place.sentence.text[:SENTENCE_CHARACTERS] for place in chosen),
    ]


def nearness(said: Said, found: Found, encoded: Sequence[Tokens]) -> dict[str, float]:
    """Return signs from the vectors of what `to_encode` chose."""
    import numpy as np

    (offsets, mine), *others = encoded
    theirs = [matrix for _, matrix in others if len(matrix)]
    if not len(mine) or not theirs:
        return {}
    first = [matrix for _, matrix in others[: len(found.together)] if len(matrix)]
    each = (mine @ np.concatenate(theirs).T).max(axis=1)
    together = (mine @ np.concatenate(first or theirs).T).max(axis=1)
    told = [i for i, span in enumerate(offsets) if _tells(said.text[slice(*span)])]
    rows = np.array(told or range(len(mine)))
    names, values = _of_names_and_values(said, offsets, each)
    low = np.sort(each[rows])[: max(1, len(rows) // 4)]
    means = [matrix.mean(axis=0) for matrix in (mine, *(first or theirs))]
    units = [mean / max(1e-6, float(np.linalg.norm(mean))) for mean in means]
    return {
        "near": float(each[rows].mean()),
        "near_together": float(together[rows].mean()),
        "near_low": float(low.mean()),
        "near_names": min(names, default=1.0),
        "near_values": min(values, default=1.0),
        "near_sentence": max(float(units[0] @ unit) for unit in units[1:]),
    }


def _tells(piece: str) -> bool:
    return any(map(str.isalnum, piece)) and piece.lower() not in STOP


def _of_names_and_values(
    said: Said, offsets: Sequence[tuple[int, int]], each: NDArray[np.float32]
) -> tuple[list[float], list[float]]:
    names: list[float] = []
    values: list[float] = []
    for match in _WORD.finditer(said.text):
        word = match[0]
        if word.isdigit() or stem(word.lower()) in said.named:
            rows = [i for i, (a, b) in enumerate(offsets) if a < match.end() and b > match.start()]
            if rows:
                (values if word.isdigit() else names).append(float(each[rows].mean()))
    return names, values


def _among(place: Place, chosen: Sequence[Place]) -> bool:
    return any(place is one for one in chosen)
