"""Lay a claim over sentences, part by part, and see which of its names and values are left over.

A part has to gain enough for a change of sentence to pay: a joined claim does, a single name out of
another sentence does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ._choose import Found, Place
from ._claim import Item, Said
from ._reading import Sentence

_CHANGE = 1.5  # what a change of sentence costs; an item that is there gains at most 1
_OVER = 0.6  # what an item gains that only stands over the sentence
_THERE = 0.5
_NEAR = 3  # words between a name and the one it took the place of
_BY = re.compile(r"\bby\b")


@dataclass(frozen=True, slots=True)
class Laid:
    """A claim's items, the sentence each is laid on, and how much of the item is there."""

    items: list[Item]
    on: list[Place]
    there: list[float]

    def parts(self) -> int:
        """Count the runs of items on one sentence."""
        return 1 + sum(a is not b for a, b in pairwise(self.on))

    def share(self, *, words_only: bool = False) -> float:
        """Return the share of the claim that is there, by what its items tell."""
        chosen = [i for i, item in enumerate(self.items) if item.kind == "word" or not words_only]
        total = sum(self.items[i].worth for i in chosen)
        held = sum(min(self.items[i].worth, self.there[i]) for i in chosen)
        return held / total if total else 1.0


def lay(said: Said, found: Found) -> Laid:
    """Find the best way to lay the claim's items, in order, on the chosen sentences."""
    known = frozenset[str]().union(*(place.sentence.names for place in found.best))
    items = said.items(known)
    places = list(dict.fromkeys([*found.together, *found.best]))
    if not items or not places:
        return Laid([], [], [])
    gains = [[_gain(item, place.sentence) for place in places] for item in items]
    path = _best_path(gains)
    there = [gains[i][k] for i, k in enumerate(path)]
    return Laid(items, [places[k] for k in path], there)


def _best_path(gains: list[list[float]]) -> list[int]:
    scores, steps = gains[0], list[list[int]]()
    for row in gains[1:]:
        top = max(range(len(scores)), key=scores.__getitem__)
        changed = scores[top] - _CHANGE
        steps.append([k if score >= changed else top for k, score in enumerate(scores)])
        scores = [max(score, changed) + row[k] for k, score in enumerate(scores)]
    path = [max(range(len(scores)), key=scores.__getitem__)]
    for step in reversed(steps):
        path.append(step[path[-1]])
    return path[::-1]


def _gain(item: Item, sentence: Sentence) -> float:
    if item.kind == "value":
        return 0.0 if item.value.beyond(sentence.values) else 1.0
    if item.kind == "word":
        [word] = item.stems
        if word in sentence.over and word not in sentence.stems:
            return item.worth * _OVER
        return item.worth * sentence.has(word)
    share = sum(word in sentence.stems for word in item.stems) / len(item.stems)
    over = _OVER * sum(word in sentence.over for word in item.stems) / len(item.stems)
    # The last word of a name is the one that stands for all of it.
    return max(float(item.stems[-1] in sentence.stems), share, over)


def left_over(said: Said, laid: Laid, found: Found) -> dict[str, float]:
    """Count the names and values that are not where the rest of their part is.

    `names_replaced`: another name stands in their place; `names_beside`: in the next sentence.
    """
    counts = dict.fromkeys(("names_left", "names_replaced", "names_beside", "values_left"), 0.0)
    for index, item in enumerate(laid.items):
        if item.kind == "word" or laid.there[index] >= _THERE:
            continue
        if item.kind == "value":
            counts["values_left"] += 1
        elif _replaced(said, laid, index):
            counts["names_replaced"] += 1
        elif any(set(item.stems) & s.stems for s in found.beside(laid.on[index])):
            counts["names_beside"] += 1
        else:
            counts["names_left"] += 1
    return {name: min(2.0, count) for name, count in counts.items()}


def _replaced(said: Said, laid: Laid, index: int) -> bool:
    sentence = laid.on[index].sentence
    others = sentence.names.difference(said.sequence)
    if not others:
        return False
    places = {word: at for at, word in enumerate(sentence.sequence)}
    near = [
        places[word]
        for i in range(max(0, index - 2), min(len(laid.items), index + 3))
        if i != index
        for word in laid.items[i].stems
        if word in places
    ]
    theirs = [places[word] for word in others if word in places]
    return any(abs(mine - other) <= _NEAR for mine in near for other in theirs)


def turned_round(said: Said, laid: Laid) -> dict[str, float]:
    """Count names on the other side of the word beside them, and pairs in the other order.

    One side passive ("by") and the other not is another way to say the same.
    """
    by = _BY.search(said.text) is not None
    named = [
        i
        for i, item in enumerate(laid.items)
        if item.kind == "name"
        and laid.there[i] >= _THERE
        and by == (_BY.search(laid.on[i].sentence.text) is not None)
    ]
    flips = sum(_flipped(laid, i, i + step) for i in named for step in (-1, 1))
    crossed = sum(_crossed(laid, a, b) for a, b in pairwise(named))
    return {"flips": min(2.0, flips), "crossed": min(2.0, crossed)}


def _flipped(laid: Laid, name: int, beside: int) -> bool:
    if not 0 <= beside < len(laid.items) or laid.items[beside].kind != "word":
        return False
    if laid.on[name] is not laid.on[beside]:
        return False
    mine, others = _where(laid, name), _where(laid, beside)
    apart = [(b - a) * (beside - name) for a in mine for b in others]
    return bool(apart) and max(apart) < 0 and max(apart) >= -_NEAR - 1


def _crossed(laid: Laid, first: int, second: int) -> bool:
    if second == first + 1 or laid.on[first] is not laid.on[second]:
        return False
    mine, others = _where(laid, first), _where(laid, second)
    return bool(mine) and bool(others) and min(mine) > max(others)


def _where(laid: Laid, index: int) -> Sequence[int]:
    word = laid.items[index].stems[-1]
    return [i for i, other in enumerate(laid.on[index].sentence.sequence) if other == word]
