"""What the reranker takes in of a text: which stems stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .._text import STOP, runs, stem

_REMEMBERED = 1024  # passages; about 10 MB


@dataclass(frozen=True, slots=True)
class Read:
    """A text's stems in their order ("" means nothing), their counts, and its heading's."""

    stems: Sequence[str]
    counts: Mapping[str, int]
    heading: frozenset[str]

    def holds(self, term: str) -> bool:
        """Say whether a stem stands in the text or above it."""
        return term in self.counts or term in self.heading

    def places(self, terms: Collection[str]) -> dict[str, list[int]]:
        """Return where in the text these stems stand, counted in words."""
        found: dict[str, list[int]] = {}
        for place, term in enumerate(self.stems):
            if term in terms:
                found.setdefault(term, []).append(place)
        return found


@lru_cache(maxsize=_REMEMBERED)
def read(heading: str, text: str) -> Read:
    """Take a passage in; the same passages come back with many questions."""
    stems = list(map(_term, runs(text.casefold())))
    counts = Counter(stems)
    del counts[""]
    return Read(stems, counts, frozenset(asked(heading)))


def asked(question: str) -> list[str]:
    """Return the stems that mean something, in their order, each once."""
    found = dict.fromkeys(map(_term, runs(question.casefold())))
    return [term for term in found if term]


@lru_cache(maxsize=65_536)
def _term(word: str) -> str:
    """Return the stem; empty for words of every text, and for the letters behind an apostrophe."""
    means = len(word) > 1 or word.isdigit() or not word.isascii()
    return stem(word) if means and word not in STOP else ""
