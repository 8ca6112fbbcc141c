"""How well a window of a passage carries a claim, and what speaks against it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from functools import cached_property
from math import exp

from .._text import names, negations, opposed, plain, stem, words
from .._values import Values, values
from ._reading import Reading, Window, telling


class Said:
    """A claim, read once for every window it is held against."""

    def __init__(self, claim: str) -> None:
        self.text = plain(claim)
        self.stems = telling(self.text)
        self.named = {stem(name): name for name in names(self.text)}

    @cached_property
    def negations(self) -> list[frozenset[str]]:
        """What the claim denies."""
        return negations(self.text)

    @cached_property
    def sequence(self) -> list[str]:
        """The stems of all its words, in their order."""
        return [stem(word) for word in words(self.text)]


class Evidence:
    """All that a claim may rest on, taken together."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self.stems = frozenset().union(*(reading.stems | reading.heading for reading in readings))

    @cached_property
    def values(self) -> Values:
        """All its numbers and dates."""
        return sum((reading.values for reading in self.readings), Values())


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a claim and against it; counts are cut at 2, shares are 0 to 1."""

    window: float  # share of the claim's words in the window or its heading
    passage: float  # the same for the whole passage
    everything: float  # the same for all the evidence
    values: float  # numbers and dates that the window lacks
    values_anywhere: float  # those that the whole evidence lacks
    names: float  # names that the window lacks
    names_anywhere: float  # those that the whole evidence lacks
    denied: float  # 1 if one side denies what the other says
    opposed: float  # 1 if one side says the opposite word
    swapped: float  # names and numbers that stand where the window has others
    meaning: float  # cosine with the window's nearest sentence


# Fitted to sentences of encyclopedia pages: true ones reworded, false ones made by swapping a name,
# a number, a date or a negation.
_WEIGHTS = Signs(2.5, 1.4, 1.4, -1.8, -1.8, -1.4, -0.8, -4.9, -2.5, -3.0, 1.3)
_BIAS = -4.2
_SWAP = 4  # words: a longer difference is another wording
_NAMES = tuple(field.name for field in fields(Signs))
# What stands for the cosine where there are no vectors: that of a sentence reworded.
NO_MEANING = 0.7


def score(signs: Signs) -> float:
    """Return the probability (0 to 1) that the claim is carried."""
    total = sum(getattr(_WEIGHTS, name) * getattr(signs, name) for name in _NAMES)
    return 1.0 / (1.0 + exp(-_BIAS - total))


def weigh(
    said: Said, window: Window, reading: Reading, evidence: Evidence, meaning: float = NO_MEANING
) -> tuple[Signs, str]:
    """Return the signs of a window, and the strongest reason against the claim in a few words."""
    text = reading.said(window)
    claimed = values(said.text)
    lost = claimed.beyond(values(text) + values(reading.heading_text))
    known = window.stems | reading.heading
    unnamed = said.named.keys() - known
    # What another row of a table says is as good as nowhere: it is of something else.
    row = reading.text.startswith("|", window.start)
    nowhere = lost if row or not lost else claimed.beyond(evidence.values)
    swapped = _swapped(said, text, reading.heading)
    denied = _denied(said, text)
    opposite = opposed(said.text, text)
    found = Signs(
        window=_share(said.stems, known),
        passage=_share(said.stems, reading.stems | reading.heading),
        everything=_share(said.stems, evidence.stems),
        values=_cut(lost),
        values_anywhere=_cut(nowhere),
        names=_cut(unnamed),
        names_anywhere=_cut(unnamed if row else unnamed - evidence.stems),
        denied=float(denied != ""),
        opposed=float(opposite != ""),
        swapped=_cut(swapped),
        meaning=meaning,
    )
    return found, _against(lost, denied, swapped, [said.named[each] for each in unnamed], opposite)


def _against(
    lost: Sequence[str],
    denied: str,
    swapped: Sequence[str],
    unnamed: Sequence[str],
    opposite: str,
) -> str:
    if lost:
        return f"{lost[0]} not in evidence"
    if denied:
        return denied
    if swapped:
        return f"evidence has another word for {swapped[0]}"
    if opposite:
        return f"evidence says the opposite of {opposite}"
    if unnamed:
        return f"{min(unnamed)} not in evidence"
    return "too few of its words in evidence"


def _swapped(said: Said, text: str, heading: frozenset[str]) -> list[str]:
    """Return names and years of the claim in whose place, between equal words, others stand.

    Parts of the heading are names of one thing, and may stand for each other.
    """
    there = [stem(word) for word in words(text)]
    named = frozenset(map(stem, names(text)))
    found: list[str] = []
    matcher = SequenceMatcher(None, said.sequence, there, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "replace" or b - a > _SWAP or d - c > _SWAP:
            continue
        mine = [word for word in said.sequence[a:b] if word in said.named or _is_year(word)]
        theirs = {word for word in there[c:d] if word in named or _is_year(word)}
        if theirs and not theirs <= heading:
            found.extend(word for word in mine if word not in theirs)
        elif theirs:
            found.extend(word for word in mine if word not in heading)
    return found


def _is_year(word: str) -> bool:
    """Say whether this may be a year; other numbers may be parts of longer ones."""
    return word.isdigit() and len(word) == 4


def _denied(said: Said, text: str) -> str:
    there = negations(text)
    stems = telling(text) if said.negations else frozenset[str]()
    for scope in said.negations:
        prefixed = any(stem(f"un{word}") in stems for word in scope)
        if not prefixed and not any(_same_matter(scope, other) for other in there):
            return "not denied in evidence"
    for scope in there:
        shared = len(scope & said.stems)
        if shared * 2 > len(scope) and not any(
            _same_matter(mine, scope) for mine in said.negations
        ):
            return "negated in evidence"
    return ""


def _same_matter(scope: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two negations deny the same: half of the shorter one's words in the other."""
    return scope == other or 2 * len(scope & other) >= max(1, min(len(scope), len(other)))


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    """Return the share of `wanted` that is there; a word with the same beginning counts half."""
    if not wanted:
        return 1.0
    lost = wanted - there
    close = sum(_alike(word, there) for word in lost)
    return (len(wanted) - len(lost) + 0.5 * close) / len(wanted)


def _alike(word: str, there: frozenset[str]) -> bool:
    return len(word) > 5 and any(other.startswith(word[:5]) for other in there)


def _cut(found: Collection[str]) -> float:
    return float(min(2, len(found)))
