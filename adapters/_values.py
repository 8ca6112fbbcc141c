"""Numbers and dates in a text as values, so that 1.5 million is 1,500,000."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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

_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"mn": 1e6, "mio": 1e6, "bn": 1e9, "tn": 1e12, "dozen": 12.0}
_ATTACHED = {"k": 1e3, "m": 1e6, "b": 1e9}  # only without a space: "5 m" is a length
_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: float(n) for n, word in enumerate(_ONES.split())}
_SMALL |= {word: float(n * 10) for n, word in enumerate(_TENS.split(), 2)}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ORDINAL = {word: float(n) for n, word in enumerate(_ORDINALS.split(), 1)}

_CURRENCY = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "us$": "usd"}
_CURRENCY |= {"usd": "usd", "eur": "eur", "gbp": "gbp", "chf": "chf"}
_UNITS: dict[str, tuple[str, float]] = {"%": ("%", 1.0), "percent": ("%", 1.0), "pct": ("%", 1.0)}
for _names, _base, _factor in (
    ("second seconds sec secs", "min", 1 / 60),
    ("minute minutes mins", "min", 1.0),
    ("hour hours hr hrs", "min", 60.0),
    ("day days", "min", 1440.0),
    ("week weeks", "min", 10_080.0),
    ("month months", "month", 1.0),
    ("quarter quarters", "month", 3.0),
    ("year years yr yrs", "month", 12.0),
    ("decade decades", "month", 120.0),
    ("century centuries", "month", 1200.0),
    ("mm millimetres millimeters", "m", 0.001),
    ("cm centimetres centimeters", "m", 0.01),
    ("metre metres meter meters", "m", 1.0),
    ("km kilometre kilometres kilometer kilometers", "m", 1000.0),
    ("mile miles", "mile", 1.0),
    ("foot feet ft", "foot", 1.0),
    ("inch inches", "inch", 1.0),
    ("gram grams g", "g", 1.0),
    ("kg kilogram kilograms", "g", 1000.0),
    ("tonne tonnes", "g", 1e6),
    ("pound pounds lb lbs", "pound", 1.0),
    ("mb megabyte megabytes", "mb", 1.0),
    ("gb gigabyte gigabytes", "mb", 1000.0),
    ("tb terabyte terabytes", "mb", 1e6),
    ("dollar dollars usd", "usd", 1.0),
    ("euro euros eur", "eur", 1.0),
    ("gbp sterling", "gbp", 1.0),
    ("cent cents", "cent", 1.0),
):
    _UNITS.update(dict.fromkeys(_names.split(), (_base, _factor)))

_WORDED = "|".join([*_SMALL, "hundred", "thousand", "million", "billion"])
_NUMBER = re.compile(
    rf"""(?P<currency>(?:us)?[$€£¥]\s?|\b(?:usd|eur|gbp|chf)\s)?
    (?:(?P<digits>(?<![\w.])\d{{1,3}}(?:[,\u2009\u202f ]\d{{3}})+(?!\d)(?:\.\d+)?
        |(?<![\w.])\d+(?:\.\d+)?)(?:st|nd|rd|th)?
      |\b(?P<words>(?:{_WORDED})(?:[ -](?:and[ ])?(?:{_WORDED}))*)\b
      |\b(?P<rank>{"|".join(_ORDINAL)})\b)
    (?:[ -]?(?P<scale>{"|".join(sorted(_SCALES, key=len, reverse=True))})\b|(?P<attached>[kmb])\b)?
    (?:\s?\(\d+\))?
    (?:[ -]?(?P<unit>%|(?:{"|".join(sorted(_UNITS, key=len, reverse=True))})\b))?""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """An amount in the base of its unit: minutes, months, metres, grams, megabytes, a currency."""

    amount: float
    unit: str
    text: str


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


def dates(text: str) -> list[Date]:
    """Return the dates of a text in the order of their forms; a bare year is a number."""
    return [date for date, _ in _dated(text)]


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text that are no part of a date; "one" alone is none."""
    for _, (start, end) in _dated(text):
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return [number for match in _NUMBER.finditer(text) if (number := _number(match))]


@dataclass(frozen=True, slots=True)
class Values:
    """The numbers and dates of a text."""

    numbers: tuple[Number, ...] = ()
    dates: tuple[Date, ...] = ()

    def __add__(self, other: Values) -> Values:
        return Values(self.numbers + other.numbers, self.dates + other.dates)

    def beyond(self, evidence: Values) -> list[str]:
        """Return, as they are written, those that the evidence does not hold."""
        lost = [date.text for date in self.dates if not evidence._holds_date(date)]
        return lost + [number.text for number in self.numbers if not evidence._holds(number)]

    def _holds_date(self, date: Date) -> bool:
        if any(date.within(other) for other in self.dates):
            return True
        return not date.month and any(number.amount == date.year for number in self.numbers)

    def _holds(self, number: Number) -> bool:
        if any(_same(number, other) for other in self.numbers):
            return True
        return not number.unit and any(date.year == number.amount for date in self.dates)


@lru_cache(maxsize=4096)
def values(text: str) -> Values:
    """Read the numbers and dates of a text; the same text is read once."""
    return Values(tuple(numbers(text)), tuple(dates(text)))


def missing(claim: str, evidence: str) -> list[str]:
    """Return the numbers and dates of the claim, as written, that the evidence does not hold."""
    return values(claim).beyond(values(evidence))


def _same(left: Number, right: Number) -> bool:
    if left.unit and right.unit and left.unit != right.unit:
        return False
    return abs(left.amount - right.amount) <= 1e-9 * max(abs(left.amount), abs(right.amount))


def _dated(text: str) -> Iterator[tuple[Date, tuple[int, int]]]:
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


def _number(match: re.Match[str]) -> Number | None:
    if match["digits"]:
        amount = float(re.sub(r"[,\s]", "", match["digits"]))
    elif match["words"]:
        if match["words"].lower() == "one" and not match["scale"] and _unit(match) == ("", 1.0):
            return None
        amount = _spoken(match["words"].lower())
    else:
        amount = _ORDINAL[match["rank"].lower()]
    amount *= _SCALES.get((match["scale"] or "").lower(), 1.0)
    amount *= _ATTACHED.get((match["attached"] or "").lower(), 1.0)
    unit, factor = _unit(match)
    return Number(amount * factor, unit, match[0].strip(" -"))


def _unit(match: re.Match[str]) -> tuple[str, float]:
    if match["currency"]:
        return _CURRENCY[match["currency"].strip().lower()], 1.0
    return _UNITS.get((match["unit"] or "").lower(), ("", 1.0))


def _spoken(text: str) -> float:
    total = current = 0.0
    for word in re.findall(r"[a-z]+", text):
        if word == "and":
            continue
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = (current or 1.0) * 100
        else:
            total, current = total + (current or 1.0) * _SCALES[word], 0.0
    return total + current
