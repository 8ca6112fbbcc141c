"""Dates in a text, as values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name: n for n, name in enumerate(_MONTHS.split(), 1)}
_MONTH |= {name[:3]: n for name, n in _MONTH.items()}
_MONTH["sept"] = 9
_M = rf"(?P<{{}}>{'|'.join(sorted(_MONTH, key=len, reverse=True))})\b\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_M.format('n')},?(?:\s+(?P<y>\d{{4}}))?\b",
        rf"\b{_M.format('n')}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>\d{{4}})\b)?(?![,.]?\d)",
        rf"\b{_M.format('n')},?\s+(?P<y>\d{{4}})\b",
        r"\b(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})\b",
    )
)

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Date:
    """A date; a part that is not said is 0. `swapped` if day and month may be the other way."""

    year: int
    month: int
    day: int
    text: str
    swapped: bool = False

    def within(self, other: Date) -> bool:
        """Say whether `other` says all that this date says; a year that it leaves open fits."""
        if self.year and other.year and self.year != other.year:
            return False
        mine, its = (self.month, self.day), (other.month, other.day)
        ways = [its, its[::-1]] if self.swapped or other.swapped else [its]
        return any(all(not a or a == b for a, b in zip(mine, way, strict=True)) for way in ways)


def dated(text: str) -> Iterator[tuple[Date, tuple[int, int]]]:
    """Find the dates of a text in the order of their forms, with where they stand."""
    taken: list[tuple[int, int]] = []
    if not _DIGIT.search(text):
        return
    for pattern in _DATES:
        for match in pattern.finditer(text):
            part = match.groupdict()
            month = _MONTH[part["n"].lower()] if part.get("n") else int(part["m"])
            day, year = int(part.get("d") or 0), int(part.get("y") or 0)
            free = all(match.end() <= start or end <= match.start() for start, end in taken)
            if free and 1 <= month <= 31 and day <= 31 and min(month, day) <= 12:
                taken.append(match.span())
                swapped = "n" not in part and not match[0][:4].isdigit()
                day, month = (month, day) if month > 12 else (day, month)
                yield Date(year, month, day, match[0], swapped), match.span()
