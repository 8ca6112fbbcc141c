"""A claim, read once: its words in order, which of them are names and values, what each tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .._text import STOP, names, negations, plain, stem, words
from .._values import Values, values
from ..answerers._worth import worths
from ._tokens import alone, is_value, places, tokens

_SOURCE = r"""(?:(?:given|provided|available|above|following|retrieved|supplied|structured)\s+)?
    (?:information|texts?|passages?|documents?|sources?|context|article|excerpts?|chunks?|data
    |financial\s+statements?|papers?|reports?)(?:\s+\d+)?(?:\s+(?:provided|given|above))?"""
_LEAD = re.compile(
    rf"""^(?:(?:yes|additionally|also|furthermore|moreover|however|overall|in\s+summary|finally
    |in\s+conclusion|in\s+fact|notably|in\s+addition|as\s+described|therefore|thus|for\s+example
    |meanwhile)\b,?\s+)?
    (?:(?:according\s+to|based\s+on|as\s+(?:stated|mentioned|described|noted|reported)\s+in|in)
    \s+(?:(?:the|these|this)\s+)?{_SOURCE}\s*,\s*)?
    (?:(?:the\s+)?(?:passage|text|article|document|author|source|context)s?(?:\s+\d+)?\s+
    (?:also\s+)?(?:states?|says?|mentions?|notes?|reports?|explains?|indicates?|describes?)
    \s+that\s+)?""",
    re.IGNORECASE | re.VERBOSE,
)
_REFERENCE = re.compile(
    r"""\(?\b(?:(?:in|according\s+to|from|by)\s+)?(?:passage|document|source|chunk|excerpt|paper)s?
    \s+\d+(?:\s*(?:,|and|&)\s*\d+)*\)?""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_SHORTEST = 15  # characters that are left of a claim, or it is taken whole
_LEAST = 0.1  # what the commonest word tells

Kind = Literal["name", "value", "word"]


@dataclass(frozen=True, slots=True)
class Item:
    """A word of content, a whole name, or a value; `worth` is what it tells, 0 to 1."""

    kind: Kind
    stems: tuple[str, ...]
    worth: float
    value: Values = Values()


class Said:
    """A claim without what only leads to it ("According to the text, ...")."""

    def __init__(self, claim: str) -> None:
        self.text = _without_lead(plain(claim))
        self.tokens = tokens(self.text)
        self.token_stems = [stem(word) for word in self.tokens]
        self.worths = {word: max(_LEAST, w) for word, w in worths(self.text).items()}
        self.named = {stem(name): name for name in names(self.text)}
        self.values = values(self.text)
        self.sequence = [stem(word) for word in self.tokens if tells(word) and not is_value(word)]
        self.stems = frozenset(self.sequence)
        self.total = sum(self.worth(word) for word in self.stems)

    def worth(self, word: str) -> float:
        """Return what a stem of the claim tells, 0 to 1."""
        return self.worths.get(word, 1.0)

    def weight(self, there: Set[str]) -> float:
        """Return what the claim's words that are there tell together."""
        return sum(self.worth(word) for word in self.stems if word in there)

    @cached_property
    def negations(self) -> list[frozenset[str]]:
        """What the claim denies."""
        return negations(self.text)

    def items(self, known: Set[str]) -> list[Item]:
        """Return what it says in its order; its first word is a name if it is one of the `known`.

        Words of a name that stand together are one item.
        """
        first = {self.token_stems[0]} & known if self.tokens and tells(self.tokens[0]) else set()
        return list(_items(self, self.named.keys() | first))


def _without_lead(text: str) -> str:
    rest = _LEAD.sub("", text, count=1)
    if len(rest) < _SHORTEST:
        rest = text
    elif rest != text:
        rest = rest[0].upper() + rest[1:]
    return _REFERENCE.sub("", rest)


def tells(word: str) -> bool:
    """Say whether a word is one of content."""
    return word not in STOP and (len(word) > 1 or word.isdigit())


def _items(said: Said, named: Set[str]) -> Iterator[Item]:
    values = [(start, alone(one)) for start, _, one in places(said.text, said.values)]
    inside = {i for start, end, _ in places(said.text, said.values) for i in range(start, end)}
    name: list[str] = []
    for match in _WORD.finditer(said.text):
        while values and values[0][0] <= match.start():
            yield from _name(name)
            yield Item("value", (), 1.0, values.pop(0)[1])
        word = words(match[0])[0]
        is_name = tells(word) and stem(word) in named and not match[0].islower()
        if name and not is_name and word not in ("of", "the", "de"):
            yield from _name(name)
        if match.start() in inside or not tells(word):
            continue
        if is_name:
            name.append(stem(word))
        else:
            yield Item("word", (stem(word),), said.worth(stem(word)))
    yield from _name(name)
    yield from (Item("value", (), 1.0, one) for _, one in values)


def _name(name: list[str]) -> Iterator[Item]:
    if name:
        yield Item("name", tuple(name), 1.0)
        name.clear()
