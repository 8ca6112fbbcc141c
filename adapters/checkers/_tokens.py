"""The words of a text with each number and date as one word that is its value."""

from __future__ import annotations

import re

from .._dates import Date
from .._text import words
from .._values import Number, Values, values

_VALUE = re.compile(r"[vd][-+.\d]+(?:e\+?\d+)?$")


def tokens(text: str) -> list[str]:
    """Return the words in lower case; 1.5 million and 1,500,000 are one and the same word."""
    found: list[str] = []
    cursor = 0
    for start, end, one in places(text, values(text)):
        found += words(text[cursor:start])
        found.append(_word(one))
        cursor = end
    return found + words(text[cursor:])


def is_value(word: str) -> bool:
    """Say whether a word stands for a number or a date."""
    return _VALUE.match(word) is not None


def places(text: str, some: Values) -> list[tuple[int, int, Date | Number]]:
    """Return where the values of a text stand in it, in their order."""
    taken: list[tuple[int, int, Date | Number]] = []
    cursors: dict[str, int] = {}
    free = text
    every: list[Date | Number] = [*some.dates, *some.numbers]
    for one in every:
        at = free.find(one.text, cursors.get(one.text, 0))
        if at >= 0:
            end = at + len(one.text)
            cursors[one.text] = end
            free = free[:at] + "\x00" * len(one.text) + free[end:]
            taken.append((at, end, one))
    return sorted(taken, key=lambda place: place[0])


def alone(one: Date | Number) -> Values:
    """Return a value as values."""
    return Values((one,), ()) if isinstance(one, Number) else Values((), (one,))


def _word(one: Date | Number) -> str:
    if isinstance(one, Number):
        return f"v{one.amount:.12g}"
    return f"d{one.year}-{one.month}-{one.day}"
