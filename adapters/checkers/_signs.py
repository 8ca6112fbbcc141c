"""All that speaks for a claim and against it, in numbers, and the strongest reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log

from .._values import Values, values
from ._align import Laid, lay, left_over, turned_round
from ._choose import Found, Place, covered
from ._claim import Said, tells
from ._contest import contest
from ._degree import degree, denied, opposite
from ._differ import Differences, differences
from ._facts import facts

_CLOSE = 4  # content words between two that the claim has side by side
_CROWDED = 6  # times that a word is looked for in a sentence
Signs = dict[str, float]


class Weighed:
    """A claim held against the sentences chosen for it."""

    def __init__(self, said: Said, found: Found) -> None:
        self.said, self.found = said, found
        self.laid: Laid = lay(said, found)
        sentences = [place.sentence for place in found.together]
        names = frozenset[str]().union(*(place.sentence.names for place in found.best))
        self.differences: Differences = differences(said, sentences, names)
        self.denied = denied(said, sentences[0])
        self.opposite = opposite(said, " ".join(sentence.text for sentence in sentences))
        # What another row of a table says is of something else: as good as nowhere.
        self.is_row = sentences[0].stands_alone
        carrying = found.together[:1] if self.is_row else found.together
        self.lost_values = _lost_values(said, carrying)
        self.lost_names = _lost_names(said, carrying)
        self.unknown = self.lost_names and _lost_names(said, found.everything)

    def signs(self) -> Signs:
        """Return the signs of its words; `near...` are added where there are vectors."""
        said, found, laid = self.said, self.found, self.laid
        signs = {
            **_coverage(said, found),
            **self._lost(),
            **facts(said, laid, found),
            **left_over(said, laid, found),
            **turned_round(said, laid),
            **self.differences.signs(),
            **contest(said, found),
            **degree(said, found.together[0].sentence),
            "denied": float(self.denied != ""),
            "opposed": float(self.opposite != ""),
            "in_order": self.differences.equal_content / max(1, sum(map(tells, said.tokens))),
            "laid": laid.share(),
            "laid_words": laid.share(words_only=True),
            "parts": min(3.0, laid.parts()) if laid.on else 0.0,
            "length": log(1 + len(said.sequence)),
        }
        return {**signs, "against": _against(signs)}

    def _lost(self) -> Signs:
        said, found = self.said, self.found
        first = found.together[:1]
        lost, nowhere = self.lost_values, self.lost_names
        if not self.is_row:
            told = [place for place in found.everything if not place.sentence.stands_alone]
            lost, nowhere = lost and _lost_values(said, [*found.together, *told]), self.unknown
        return {
            "values_lost_first": min(2.0, len(_lost_values(said, first))),
            "values_lost_together": min(2.0, len(self.lost_values)),
            "values_lost": min(2.0, len(lost)),
            "names_lost_first": min(2.0, len(_lost_names(said, first))),
            "names_lost_together": min(2.0, len(self.lost_names)),
            "names_lost": min(2.0, len(nowhere)),
        }

    def reason(self) -> str:
        """Return the strongest reason against the claim in a few words."""
        found = self.differences
        for reasons, sentence in (
            (self.lost_values, "{} not in evidence"),
            ([self.denied] if self.denied else [], "{}"),
            (sorted(self.unknown), "{} not in evidence"),
            (found.names, "evidence has another name than {}"),
            (found.values, "evidence has another number or date there"),
            ([self.opposite] if self.opposite else [], "evidence says the opposite of {}"),
            (found.degrees, "evidence does not say {}"),
            (sorted(self.lost_names), "{} not in evidence"),
        ):
            if reasons:
                return sentence.format(reasons[0])
        return "too few of its words in evidence"


def _coverage(said: Said, found: Found) -> Signs:
    together = [place.sentence for place in found.together]
    half = len(said.sequence) // 2
    halves = [said.sequence[:half], said.sequence[half:]]
    best = [
        max(sum(map(s.has, part)) / len(part) for s in together) if part else 1.0 for part in halves
    ]
    over = frozenset[str]().union(*(sentence.over for sentence in together))
    return {
        "cover_first": covered(said, together[:1]),
        "cover_two": covered(said, together[:2]),
        "cover_together": covered(said, together),
        "cover_all": _covered_by_all(said, found.everything),
        "cover_half": min(best),
        "missing": min(
            4.0, sum(w not in over and not any(s.has(w) for s in together) for w in said.stems)
        ),
        "beside": _beside(said, found.together),
    }


def _covered_by_all(said: Said, everything: Sequence[Place]) -> float:
    """Return what `covered` does over all the evidence, a few sets instead of many lookups."""
    there = set[str]().union(*(p.sentence.stems & said.stems for p in everything))
    for over in {place.sentence.over for place in everything}:
        there |= over & said.stems
    return said.weight(there) / said.total if said.total else 1.0


def _beside(said: Said, together: Sequence[Place]) -> float:
    """Return the share of words side by side in the claim that are near each other there."""
    pairs = list(pairwise(said.sequence))
    wheres: list[dict[str, list[int]]] = []
    for place in together:
        where: dict[str, list[int]] = {}
        for at, word in enumerate(place.sentence.sequence):
            where.setdefault(word, []).append(at)
        wheres.append(where)
    near = sum(any(_close(where, a, b) for where in wheres) for a, b in pairs)
    return near / len(pairs) if pairs else 1.0


def _close(where: dict[str, list[int]], one: str, other: str) -> bool:
    return any(
        abs(a - b) <= _CLOSE
        for a in where.get(one, ())[:_CROWDED]
        for b in where.get(other, ())[:_CROWDED]
    )


def _lost_values(said: Said, places: Sequence[Place]) -> list[str]:
    """Return the claim's values that none of the places has, as they are written."""
    lost = said.values
    for place in places:
        if not (lost.numbers or lost.dates):
            return []
        sentence = place.sentence
        held = sentence.values + values(" ".join(sorted(sentence.over & _digits(sentence.over))))
        numbers = tuple(n for n in lost.numbers if Values((n,), ()).beyond(held))
        dates = tuple(d for d in lost.dates if Values((), (d,)).beyond(held))
        lost = Values(numbers, dates)
    return [date.text for date in lost.dates] + [number.text for number in lost.numbers]


def _digits(words: frozenset[str]) -> set[str]:
    return {word for word in words if word.isdigit()}


def _lost_names(said: Said, places: Sequence[Place]) -> list[str]:
    lost = {word for word in said.named if not word.isdigit()}
    for place in places:
        lost -= place.sentence.stems | place.sentence.over
        if not lost:
            break
    return [said.named[word] for word in lost]


def _against(signs: Signs) -> float:
    """Return how much stands against a claim: the more of it is the same, the more that tells."""
    counts = (
        "names_left", "names_replaced", "values_left", "denied", "opposed", "quantifier",
        "bound_against", "flips", "crossed", "names_swapped", "values_swapped", "degrees_swapped",
    )  # fmt: skip
    return min(4.0, sum(signs[name] for name in counts))
