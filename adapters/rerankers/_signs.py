"""Signs that a passage answers, beyond how many of the question's words it holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import chain
from math import exp, sqrt

from ._rarity import rarities
from ._reading import Read

Places = Mapping[str, list[int]]  # where the question's stems stand in a passage, in words

_NEIGHBOURS = 2  # how far apart two telling words may stand in the question
_APART = 4  # and in the passage, in words
_WINDOW = 30  # words, about a sentence and a half
_MODELS, _TELLING = 5, 60  # passages that show what is asked about, and words taken from them
_COOLING = 2.0
_HEADING = 2  # what a word of the heading counts, as in the search
# BM25's usual constants: how soon more of a word counts no more, and how much length matters.
_SATURATION, _LENGTH = 1.2, 0.75


class Weights(dict[str, float]):
    """What each stem tells: little for a usual word, next to nothing for one of all these.

    The search took the passages because they hold the same words, so that how few of them hold a
    word says only half of it. A stem that none of them holds tells nothing.
    """

    def __init__(self, reads: Sequence[Read]) -> None:
        super().__init__()
        self._rare = rarities()
        self._most = len(reads) + 1
        stems = (chain(r.counts, r.heading - r.counts.keys()) for r in reads)
        self._counts = Counter(chain.from_iterable(stems))

    def __missing__(self, term: str) -> float:
        count = self._counts[term]
        weight = self._rare.get(term, 1.0) * (1 - count / self._most) if count else 0.0
        self[term] = weight
        return weight


def share(terms: Sequence[str], read: Read, telling: Weights) -> float:
    """Return how much of the question's weight a passage holds, from 0 to 1."""
    whole = sum(telling[term] for term in terms)
    return sum(telling[term] for term in terms if read.holds(term)) / whole if whole else 0.0


def together(terms: Sequence[str], places: Places, telling: Weights) -> float:
    """Add up the words that stand near each other in the question, and here, in either order.

    Neighbours count whole, those with one telling word between them half.
    """
    found = 0.0
    for apart in range(1, _NEIGHBOURS + 1):
        for left, right in zip(terms, terms[apart:], strict=False):
            here, there = places.get(left), places.get(right)
            if here and there and any(-_APART <= b - a <= _APART for a in here for b in there):
                found += (telling[left] + telling[right]) / apart
    return found


def closest(places: Places, telling: Weights) -> float:
    """Add up the question's words in the stretch of the passage that holds most of them."""
    ordered = sorted((place, term) for term, found in places.items() for place in found)
    best = weight = 0.0
    inside: Counter[str] = Counter()
    first = 0
    for place, term in ordered:
        inside[term] += 1
        weight += telling[term] if inside[term] == 1 else 0.0
        while place - ordered[first][0] > _WINDOW:
            gone = ordered[first][1]
            inside[gone] -= 1
            weight -= telling[gone] if not inside[gone] else 0.0
            first += 1
        best = max(best, weight)
    return best


def alike(reads: Sequence[Read], scores: Sequence[float], telling: Weights) -> list[float]:
    """Score each passage by the words that the best few share; `scores` are best first.

    This is relevance feedback without a person: what the best are about is what was asked about.
    """
    usual = sum(len(read.stems) for read in reads) / len(reads) or 1.0
    model: defaultdict[str, float] = defaultdict(float)
    for read, score in zip(reads[:_MODELS], scores, strict=False):
        terms = read.counts.keys() | read.heading
        held = {term: _weight(term, read, usual, telling) for term in terms}
        size = sqrt(sum(weight * weight for weight in held.values())) or 1.0
        say = exp((score - scores[0]) / _COOLING) / size
        for term, weight in held.items():
            model[term] += say * weight
    best = nlargest(_TELLING, model.items(), key=lambda item: item[1])
    return [sum(_terms(read, best, usual, telling)) for read in reads]


def _terms(
    read: Read, best: Sequence[tuple[str, float]], usual: float, telling: Weights
) -> Iterator[float]:
    for term, weight in best:
        if read.holds(term):
            yield weight * _weight(term, read, usual, telling)


def _weight(term: str, read: Read, usual: float, telling: Weights) -> float:
    count = read.counts.get(term, 0) + _HEADING * (term in read.heading)
    long = _SATURATION * (1 - _LENGTH + _LENGTH * len(read.stems) / usual)
    return telling[term] * count * (_SATURATION + 1) / (count + long)
