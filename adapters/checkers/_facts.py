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
_MONTHS = """january february march april june july august september october november
    december""".split()
_SHORTENED = {stem(month): stem(month[:3]) for month in _MONTHS}


def facts(said: Said, laid: Laid, found: Found) -> dict[str, float]:
    """Count the names and values that the evidence has, and those that it has nowhere.

    Words of a name that stand together are one.
    """
    named = [item for item in laid.items if item.kind != "word"]
    everything = [place.sentence for place in found.everything]
    # What another row of a table says is of something else.
    rows = {id(s) for s in everything if s.stands_alone}
    rows -= {id(place.sentence) for place in found.together}
    told = [s for s in everything if id(s) not in rows]
    around = [s for s in _around(found) if id(s) not in rows]
    away = [item for item in named if not any(_has(s, item) for s in around)]
    unseen = [
        item
        for item in away
        if not any(_has(s, item) for s in (told if item.kind == "value" else everything))
    ]
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


def _has(sentence: Sentence, item: Item) -> bool:
    if item.kind == "value":
        return not item.value.beyond(sentence.values)
    return all(word in sentence.stems or word in sentence.over for word in item.stems)


class _Evidence:
    """All of the evidence, to look for what no sentence has as it is."""

    def __init__(
        self, claim: str, sentences: Sequence[Sentence], told: Sequence[Sentence]
    ) -> None:
        self.text = " ".join(sentence.text for sentence in sentences)
        self.stems = frozenset[str]().union(*(s.stems | s.over for s in sentences))
        self.digits = frozenset(d for s in told for d in _DIGITS.findall(s.text))
        self.shortened = _of_other_length(claim, self.text)

    def lacks(self, items: Sequence[Item]) -> Iterator[float]:
        """Yield for each fact what it counts: 1 if it is nowhere in any form."""
        for item in items:
            yield self._value(item) if item.kind == "value" else self._name(item)

    def _value(self, item: Item) -> float:
        text = " ".join(one.text for one in (*item.value.dates, *item.value.numbers))
        digits = set(_DIGITS.findall(text))
        there = digits <= self.digits
        if item.value.dates:
            others = {stem(w) for w in words(text) if not w[0].isdigit() and w not in STOP}
            there = there and all(word in self.stems or self._month(word) for word in others)
        else:
            there = there and bool(digits)
        return _AKIN if there else 1.0

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
    initials = " ".join(
        "".join(part[0] for part in _CAPITAL.findall(match[0])) for match in _LONG.finditer(evidence)
    )
    for match in _SHORT.finditer(claim):
        if _letters(match[0]) in initials:
            found.update(stem(word) for word in words(match[0]))
    return found


def _letters(short: str) -> str:
    return short.replace(".", "").rstrip("s")
