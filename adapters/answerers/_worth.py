"""What a word tells: common ones little, rare ones much."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from functools import cached_property, lru_cache
from pathlib import Path

from .._text import STOP, stem, words

_BEGINNING = 5  # letters that "Norwegian" and "Norway" share: as much as a stem leaves open
_BEGINNING_WORTH = 0.5
_ASKING = 0.5


@lru_cache(maxsize=1)
def _common() -> Mapping[str, float]:
    """Read the common words by their worth in tenths; `scripts/train_answerer.py` counted them."""
    file = Path(__file__).with_name("worths.json")
    tenths: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return {word: int(value) / 10 for value, some in tenths.items() for word in some.split()}


def worths(text: str, asking: Set[str] = frozenset()) -> dict[str, float]:
    """Return the stems of a text's telling words, in order, with what each tells (0 to 1).

    Words that are only `asking` count half.
    """
    common = _common()
    found: dict[str, float] = {}
    for word in words(text):
        if word not in STOP and (len(word) > 1 or word.isdigit()):
            part = _ASKING if word in asking else 1.0
            found.setdefault(stem(word), part * common.get(word, 1.0))
    return found


class Bag:
    """The stems of a text, to look up which of a question's are there."""

    def __init__(self, stems: frozenset[str]) -> None:
        self.stems = stems

    @classmethod
    def of(cls, text: str) -> Bag:
        """Take the stems of a text."""
        return cls(frozenset(map(stem, words(text))))

    @classmethod
    def union(cls, bags: Iterable[Bag]) -> Bag:
        """Pour bags together."""
        return cls(frozenset().union(*(bag.stems for bag in bags)))

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(word[:_BEGINNING] for word in self.stems if len(word) >= _BEGINNING)

    def share(self, word: str) -> float:
        """Return 1 for a stem that is there, less where only its beginning is, else 0."""
        if word in self.stems:
            return 1.0
        begun = len(word) >= _BEGINNING and word[:_BEGINNING] in self._beginnings
        return _BEGINNING_WORTH if begun else 0.0


def covers(asked: Mapping[str, float], *bags: Bag) -> float:
    """Return the share (0 to 1, by worth) of the asked words that are in any of the bags."""
    total = sum(asked.values())
    if not total:
        return 0.0
    found = (worth * max(bag.share(word) for bag in bags) for word, worth in asked.items())
    return sum(found) / total
