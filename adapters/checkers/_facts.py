"""The facts of a claim, which are its names and values: what all of the evidence lacks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from .._text import STOP, stem, words
from ._align import Laid
from ._choose import Found
from ._claim import Item, Said
from ._reading import Sentence

_MOST = 3.0
# What a fact counts that is there in another form only, or in pieces, or far from the rest.
_AKIN, _IN_PIECES, _FAR = 0.5, 0.25, 0.1
_NEAR = 2  # sentences to either side of those chosen that still speak of the same thing
_HEAD = 5  # the first ones say what all of it is about
_UNKNOWN = 0.75  # from here on there is one that is in no form
_LINKS = r"(?:of\s+|the\s+|and\s+|for\s+)*"
_LONG = re.compile(rf"\b[A-Z][\w']*(?:\s+{_LINKS}[A-Z][\w']*)+")
_SHORT = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,6}s?\b")
_CAPITAL = re.compile(r"\b[A-Z][\w']*")
_DIGITS = re.compile(r"\d+")
_KIN = 4  # letters that "Libyan" and "Libya" have to share, and by how many they may differ
_MONTHS = "january february march april june july august september october november december"
_SHORTENED = {stem(month): stem(month[:3]) for month in _MONTHS.split()}


def facts(said: Said, laid: Laid, found: Found) -> dict[str, float]:
    """Count the names and values that the evidence has, and those that it has nowhere.

    Words of a name that stand together are one.
    """
    everything = [place.sentence for place in found.everything]
    together = [place.sentence for place in found.together]
    # What another row of a table says is of something else.
    told = [s for s in everything if not s.stands_alone or s in together]
    around = [s for s in _around(found) if not s.stands_alone or s in together]
    named = [item for item in laid.items if item.kind != "word"]
    away = [item for item in named if not _has(around, item)]
    unseen = [item for item in away if not _has(told if item.kind == "value" else everything, item)]
    lacks = list(_Evidence(said.text, everything, told).lacks(unseen)) if unseen else []
    lost = sum(lacks) + _FAR * (len(away) - len(unseen))
    return {
        "facts_known": float(len(named) - sum(lack >= _AKIN for lack in lacks)),
        "facts_unknown": min(_MOST, lost),
        "fact_unknown": float(lost >= _UNKNOWN),
    }


def _around(found: Found) -> list[Sentence]:
    """Return the sentences that cover the claim together, those near them, and the first ones."""
    steps = range(-_NEAR, _NEAR + 1)
    indexes = {place.index + step for place in found.together for step in steps}
    indexes.update(range(_HEAD))
    return [found.everything[i].sentence for i in sorted(indexes) if 0 <= i < len(found.everything)]


def _has(sentences: Sequence[Sentence], item: Item) -> bool:
    """Say whether one of these sentences has all of a name, or a value."""
    if item.kind == "value":
        return not all(item.value.beyond(s.values) for s in sentences)
    return any(all(word in s.stems or word in s.over for word in item.stems) for s in sentences)


class _Evidence:
    """All of the evidence, to look for what no sentence has as it is; values only in the `told`."""

    def __init__(self, claim: str, sentences: Sequence[Sentence], told: Sequence[Sentence]) -> None:
        self.stems = frozenset[str]().union(*(s.stems | s.over for s in sentences))
        self.digits = frozenset(_DIGITS.findall(" ".join(s.text for s in told)))
        self.shortened = _of_other_length(claim, " ".join(s.text for s in sentences))

    def lacks(self, items: Sequence[Item]) -> Iterator[float]:
        """Yield for each fact what it counts: 1 if it is nowhere in any form."""
        for item in items:
            yield self._value(item) if item.kind == "value" else self._name(item)

    def _value(self, item: Item) -> float:
        value = item.value
        text = " ".join([*(one.text for one in value.dates), *(one.text for one in value.numbers)])
        digits = set(_DIGITS.findall(text))
        if value.dates:
            others = [stem(w) for w in words(text) if not w[0].isdigit() and w not in STOP]
            there = all(word in self.stems or self._month(word) for word in others)
        else:
            there = bool(digits)
        return _AKIN if there and digits <= self.digits else 1.0

    def _name(self, item: Item) -> float:
        lost = [word for word in item.stems if word not in self.stems]
        lost = [word for word in lost if word not in self.shortened and not self._month(word)]
        if not lost:
            return _IN_PIECES
        return _AKIN if all(self._akin(word) for word in lost) else 1.0

    def _month(self, word: str) -> bool:
        return _SHORTENED.get(word) in self.stems

    def _akin(self, word: str) -> bool:
        return len(word) > _KIN and any(
            word[:_KIN] == other[:_KIN] and abs(len(word) - len(other)) <= _KIN
            for other in self.stems
        )


def _of_other_length(claim: str, evidence: str) -> Set[str]:
    """Return the stems of names that the evidence has by their initials, or the claim has so."""
    there = {_letters(match[0]) for match in _SHORT.finditer(evidence)}
    found: set[str] = set()
    for match in _LONG.finditer(claim):
        parts = _CAPITAL.findall(match[0])
        for start in range(len(parts) - 1):
            for end in range(start + 2, len(parts) + 1):
                if "".join(part[0] for part in parts[start:end]) in there:
                    found.update(stem(word) for part in parts[start:end] for word in words(part))
    initials = " ".join(map(_initials, _LONG.findall(evidence)))
    for match in _SHORT.finditer(claim):
        if _letters(match[0]) in initials:
            found.update(stem(word) for word in words(match[0]))
    return found


def _initials(name: str) -> str:
    return "".join(part[0] for part in _CAPITAL.findall(name))


def _letters(short: str) -> str:
    return short.replace(".", "").rstrip("s")
