"""Find the few sentences of the evidence that a claim may rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..terms import Passage
from ._claim import Said
from ._reading import Sentence, read

_CLOSELY = 8  # sentences that are looked at closely
_TOGETHER = 3  # sentences that may carry a claim together
_GAIN = 0.05  # share of the claim that a further sentence has to add
_NEIGHBOUR = 0.02
_OVER = 0.3  # what a claim's word tells of a sentence that it only stands over
_WORDY = 0.0005


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A sentence and where it is: the index of its passage, and its own among all of them."""

    passage: int
    index: int
    sentence: Sentence


@dataclass(frozen=True, eq=False)
class Found:
    """All sentences of the evidence, the best for a claim, and those that cover it together."""

    everything: tuple[Place, ...]
    best: tuple[Place, ...]
    together: tuple[Place, ...]

    def beside(self, place: Place) -> Iterator[Sentence]:
        """Return the sentences right before and behind one, beyond its passage too."""
        for index in (place.index - 1, place.index + 1):
            if 0 <= index < len(self.everything):
                yield self.everything[index].sentence


def places(evidence: Sequence[Passage]) -> tuple[Place, ...]:
    """Read all the evidence."""
    found: list[Place] = []
    for number, passage in enumerate(evidence):
        for sentence in read(passage.text, passage.heading):
            found.append(Place(number, len(found), sentence))
    return tuple(found)


def choose(said: Said, everything: tuple[Place, ...]) -> Found:
    """Find the sentences with most of the claim's words, then the few that cover it together."""
    scored = [(_shared(said, place.sentence), -place.index) for place in everything]
    order = sorted(range(len(scored)), key=scored.__getitem__, reverse=True)
    best = tuple(everything[index] for index in order[:_CLOSELY])
    together = list(best[:1])
    reached = covered(said, [place.sentence for place in together])
    while best and len(together) < _TOGETHER:
        rest = [(_with(said, together, place), -n) for n, place in enumerate(best)
                if place not in together]  # fmt: skip
        gained, n = max(rest, default=(0.0, 0))
        if gained <= reached + _GAIN:
            break
        together.append(best[-n])
        reached = covered(said, [place.sentence for place in together])
    return Found(everything, best, tuple(together))


def covered(said: Said, sentences: Sequence[Sentence]) -> float:
    """Return the share of the claim, by what its words tell, that the sentences say together."""
    if not said.total:
        return 1.0
    over = frozenset[str]().union(*(sentence.over for sentence in sentences))
    return (
        sum(
            said.worth(word)
            * (1.0 if word in over else max((s.has(word) for s in sentences), default=0.0))
            for word in said.stems
        )
        / said.total
    )


def _shared(said: Said, sentence: Sentence) -> float:
    own = said.weight(said.stems & sentence.stems) if sentence.stems else 0.0
    return own + _OVER * len(said.stems & sentence.over) - _WORDY * len(sentence.sequence)


def _with(said: Said, together: Sequence[Place], place: Place) -> float:
    share = covered(said, [*(one.sentence for one in together), place.sentence])
    return share + _NEIGHBOUR * (abs(place.index - together[0].index) <= 1)
