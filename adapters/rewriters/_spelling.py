"""Repair what is misspelt by the words of the passages that were found anyway."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .._text import STOP, words
from ..terms import Passage

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters: shorter words have too many neighbours
_LONG = 8  # letters from which two slips are forgiven
_READ = 40  # passages


def respelt(question: str, seen: Sequence[Passage]) -> str:
    """Return the question with unknown words as the passages spell them, "" if none is near.

    Only what the asker may read decides, so that no word of another's documents shows.
    """
    known = Counter(
        word
        for passage in seen[:_READ]
        for word in words(f"{passage.heading} {passage.text}")
        if len(word) >= _SHORTEST and word not in STOP
    )
    repaired = _WORD.sub(lambda found: _nearest(found[0], known), question)
    return repaired if repaired != question else ""


def _nearest(word: str, known: Counter[str]) -> str:
    said = word.casefold()
    if len(said) < _SHORTEST or said in STOP or said in known or f"{said}s" in known:
        return word
    slips = 2 if len(said) >= _LONG else 1
    near = [
        (distance, -count, other)
        for other, count in known.items()
        if other[0] == said[0] and abs(len(other) - len(said)) <= slips
        for distance in [slipped(said, other, slips)]
        if 0 < distance <= slips
    ]
    return min(near)[2] if near else word


def slipped(left: str, right: str, most: int) -> int:
    """Count letters dropped, added, changed or swapped with their neighbour; `most` + 1 is more."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
