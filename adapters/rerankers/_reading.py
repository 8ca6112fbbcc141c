"""What the reranker takes in of a text: which stems stand where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .._text import STOP, stem

_REMEMBERED = 1024  # passages; about 10 MB
# Half the time of the words that checkers read, which need their apostrophes.
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Read:
    """The places of each stem that means something, counted in words, and those of the heading."""

    places: Mapping[str, list[int]]
    heading: frozenset[str]
    length: int

    def holds(self, term: str) -> bool:
        """Say whether a stem stands in the text or above it."""
        return term in self.places or term in self.heading


@lru_cache(maxsize=_REMEMBERED)
def read(heading: str, text: str) -> Read:
    """Take a passage in; the same passages come back with many questions."""
    places: dict[str, list[int]] = {}
    found = _WORD.findall(text.casefold())
    for place, term in enumerate(map(_term, found)):
        if term:
            places.setdefault(term, []).append(place)
    return Read(places, frozenset(asked(heading)), len(found))


def asked(question: str) -> list[str]:
    """Return the stems that mean something, in their order, each once."""
    found = dict.fromkeys(map(_term, _WORD.findall(question.casefold())))
    return [term for term in found if term]


@lru_cache(maxsize=65_536)
def _term(word: str) -> str:
    """Return the stem; empty for words of every text, and for the letters behind an apostrophe."""
    means = len(word) > 1 or word.isdigit() or not word.isascii()
    return stem(word) if means and word not in STOP else ""
