"""Read a passage once for all claims: its sentences with their stems, names, values, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from .._text import content, names, negations, plain, stem
from .._values import Values, values
from ..sentences import sentence_spans
from ._tokens import tokens

_RULE = re.compile(r"\|[\s|:-]*")  # the line under a table's header
# A sentence longer than this is cut: structured data and run-on lists come as one.
_LONG, _CUT_FROM = 420, 150
_CUTS = (re.compile(r"[;\n]\s*|\},?\s*"), re.compile(r",\s+"), re.compile(r"\s+"))
_CLAUSE = re.compile(r",(?!\d)|[;:()|]|\b(?:and|but|while|whereas|although|though)\b|\s[-–—]\s|\n")
_CLAUSES_MOST = 24
_MARK = re.compile(r"\||[-*•][ \t]")
_ITEM = 12  # words of an item that is no story
_BEGINNING = 5  # letters that "Norwegian" and "Norway" share


@dataclass(frozen=True, eq=False)
class Clause:
    """A part of a sentence that may be true of something else than the next part."""

    stems: frozenset[str]
    values: Values


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of a passage, a table's row or a list's item; `over` stands over it.

    `marked` if it is a row or an item. `over` are the stems of title, heading path and header.
    """

    start: int
    end: int
    text: str
    over: frozenset[str]
    marked: bool = False

    @property
    def stands_alone(self) -> bool:
        """Say whether this is a table's row or a short item: what others say is of other things."""
        return self.marked and (self.text.startswith("|") or len(self.tokens) <= _ITEM)

    @cached_property
    def sequence(self) -> list[str]:
        """The stems of its content words in their order."""
        return content(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its own content stems."""
        return frozenset(self.sequence)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """How its longer stems begin."""
        return frozenset(word[:_BEGINNING] for word in self.stems if len(word) > _BEGINNING)

    @cached_property
    def tokens(self) -> list[str]:
        """All its words, lower case, each value one of them."""
        return tokens(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of its names."""
        return frozenset(map(stem, names(self.text)))

    @cached_property
    def values(self) -> Values:
        """Its numbers and dates."""
        return values(self.text)

    @cached_property
    def negations(self) -> list[frozenset[str]]:
        """What it denies."""
        return negations(self.text)

    @cached_property
    def clauses(self) -> list[Clause]:
        """Its clauses; what is too short to be one goes with the next."""
        found: list[str] = []
        for part in _CLAUSE.split(self.text):
            if found and len(content(found[-1])) < 2:
                found[-1] += f" {part}"
            else:
                found.append(part)
        return [Clause(frozenset(content(part)), values(part)) for part in found[:_CLAUSES_MOST]]

    def has(self, word: str) -> float:
        """Return 1 for a stem that is here, half for one that only begins alike, else 0."""
        if word in self.stems:
            return 1.0
        return 0.5 if len(word) > _BEGINNING and word[:_BEGINNING] in self.beginnings else 0.0


@lru_cache(maxsize=1024)
def read(text: str, heading: str) -> tuple[Sentence, ...]:
    """Read a passage; the same text is read once."""
    over = telling(heading)
    found = [
        Sentence(a, b, plain(text[a:b]), over, _MARK.match(text, a) is not None)
        for a, b in _spans(text)
    ]
    return tuple(_with_headers(text, found))


def telling(text: str) -> frozenset[str]:
    """Return the content stems of a text."""
    return frozenset(content(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for start, end in sentence_spans(text):
        while end - start > _LONG:
            cut = _cut(text, start)
            yield start, cut
            start = cut
        if end > start:
            yield start, end


def _cut(text: str, start: int) -> int:
    piece = text[start : start + _LONG]
    for pattern in _CUTS:
        match = pattern.search(piece, _CUT_FROM)
        if match:
            return start + match.end()
    return start + _LONG


def _with_headers(text: str, found: list[Sentence]) -> Iterator[Sentence]:
    """Put a table's header over its rows."""
    header: frozenset[str] = frozenset()
    for index, sentence in enumerate(found):
        behind = found[index + 1] if index + 1 < len(found) else None
        if not text.startswith("|", sentence.start):
            header = frozenset()
        elif behind and _RULE.fullmatch(text[behind.start : behind.end]):
            header = sentence.stems
        else:
            sentence = replace(sentence, over=sentence.over | header)
        yield sentence
