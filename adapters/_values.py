"""Numbers and dates in a text as values, so that 1.5 million is 1,500,000."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ._dates import Date, dated

_DIGIT = re.compile(r"\d")
_DECIMAL = re.compile(r"(?=.*[1-9])\d[\d,]*\.(\d+)")

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
_UNITS: dict[str, tuple[str, float]] = dict.fromkeys(
    ("%", "percent", "per cent", "pct"), ("%", 1.0)
)
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
    ("m metre metres meter meters", "m", 1.0),
    ("km kilometre kilometres kilometer kilometers", "m", 1000.0),
    ("mile miles", "mile", 1.0),
    ("foot feet ft", "foot", 1.0),
    ("inch inches", "inch", 1.0),
    ("mg milligram milligrams", "g", 0.001),
    ("gram grams g", "g", 1.0),
    ("kg kilogram kilograms", "g", 1000.0),
    ("tonne tonnes", "g", 1e6),
    ("pound pounds lb lbs", "pound", 1.0),
    ("ml millilitre millilitres milliliter milliliters", "l", 0.001),
    ("litre litres liter liters", "l", 1.0),
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
_CLOCK = re.compile(
    r"""(?<![\w.:])(?P<hour>\d{1,2})
    (?::(?P<minute>\d{1,2})(?![\d:])(?:\s?(?P<exact>[ap])\.?m\b)?|\s?(?P<half>[ap])\.?m\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"""(?P<currency>(?:us)?[$€£¥]\s?|\b(?:usd|eur|gbp|chf)\s)?
    (?:(?P<digits>(?<![\w.])\d{{1,3}}(?:[,\u2009\u202f ]\d{{3}})+(?!\d)(?:\.\d+)?
        |(?<![\w.])\d+(?:\.\d+)?)(?:st|nd|rd|th)?
      |\b(?P<half>half\ an?)\b(?=\ (?:hour|year|day|century|decade|mile|pound|dozen|million))
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


def dates(text: str) -> list[Date]:
    """Return the dates of a text in the order of their forms; a bare year is a number."""
    return [date for date, _ in dated(text)]


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text that are no part of a date; "one" alone is none."""
    for _, (start, end) in dated(text):
        text = text[:start] + "\x00" * (end - start) + text[end:]
    found = [_time(match) for match in _CLOCK.finditer(text)] if _DIGIT.search(text) else []
    if found:
        text = _CLOCK.sub(lambda match: "\x00" * len(match[0]), text)
    return found + [number for match in _NUMBER.finditer(text) if (number := _number(match))]


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
        if any(_same(number, other) or _rounds(number, other) for other in self.numbers):
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


def _rounds(short: Number, long: Number) -> bool:
    """Say whether 2.5 million is said for 2,499,766; a whole number rounds nothing."""
    digits = _DECIMAL.search(short.text)
    if not digits or short.unit and long.unit and short.unit != long.unit:
        return False
    step = abs(short.amount) / float(digits[0].replace(",", "")) * 10.0 ** -len(digits[1])
    return abs(short.amount - long.amount) <= step / 2 and len(long.text) > len(digits[0])


def _time(match: re.Match[str]) -> Number:
    """Read a time of the day, in minutes; 7 pm is 19:00."""
    half = (match["exact"] or match["half"] or "").lower()
    hour = int(match["hour"]) % 12 + 12 * (half == "p") if half else int(match["hour"])
    return Number(60.0 * hour + int(match["minute"] or 0), "clock", match[0])


def _number(match: re.Match[str]) -> Number | None:
    if match["half"]:
        amount = 0.5
    elif match["digits"]:
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
