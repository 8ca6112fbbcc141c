"""Names that the evidence lacks in any form: whole, shortened ("U.S.") or akin ("Libyan")."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from .._text import stem, words
from ._choose import Found, Place
from ._claim import Said

_NEAR = 2  # sentences to either side that still speak of the same thing
_MOST = 2.0
_LINKS = r"(?:of\s+|the\s+|and\s+|for\s+)*"
_LONG = re.compile(rf"\b[A-Z][\w'’]*(?:\s+{_LINKS}[A-Z][\w'’]*)+")
_SHORT = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,6}s?\b")
_CAPITAL = re.compile(r"\b[A-Z][\w'’]*")
_KIN = 4  # letters that "Libyan" and "Libya" have to share, and by how many they may differ


def around(found: Found) -> list[Place]:
    """Return the sentences that cover the claim together, and those near them."""
    chosen = {place.index for place in found.together}
    steps = range(-_NEAR, _NEAR + 1)
    indexes = sorted({index + step for index in chosen for step in steps})
    return [found.everything[i] for i in indexes if 0 <= i < len(found.everything)]


def unknown(said: Said, places: Sequence[Place]) -> float:
    """Return how many words of names are nowhere in these places, half for akin ones, 2 at most."""
    lost = {word for word in said.named if not word.isdigit()}
    for place in places:
        lost.difference_update(place.sentence.stems, place.sentence.over)
    if not lost:
        return 0.0
    lost -= _other_length(said.text, " ".join(place.sentence.text for place in places))
    there = frozenset[str]().union(*(p.sentence.stems | p.sentence.over for p in places))
    return min(_MOST, sum(0.5 if _akin(word, there) else 1.0 for word in sorted(lost)))


def _other_length(claim: str, evidence: str) -> set[str]:
    """Return the stems of names that the evidence has by their initials, or the claim has so."""
    there = {_letters(match[0]) for match in _SHORT.finditer(evidence)}
    found: set[str] = set()
    for match in _LONG.finditer(claim):
        parts = _CAPITAL.findall(match[0])
        for start in range(len(parts) - 1):
            for end in range(start + 2, len(parts) + 1):
                if "".join(part[0] for part in parts[start:end]) in there:
                    found.update(stem(word) for part in parts[start:end] for word in words(part))
    whole = " ".join(
        "".join(p[0] for p in _CAPITAL.findall(m[0])) for m in _LONG.finditer(evidence)
    )
    for match in _SHORT.finditer(claim):
        if _letters(match[0]) in whole:
            found.update(stem(word) for word in words(match[0]))
    return found


def _letters(short: str) -> str:
    return short.replace(".", "").rstrip("s")


def _akin(word: str, there: Set[str]) -> bool:
    return len(word) > _KIN and any(
        word[:_KIN] == other[:_KIN] and abs(len(word) - len(other)) <= _KIN for other in there
    )
