"""What kind of answer a question wants, and whether a sentence has something of that kind."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Literal

from .._text import STOP, stem

Kind = Literal[
    "person", "time", "place", "money", "number", "yes_no", "reason", "manner", "meaning", "thing"
]

# The first that matches decides, so the narrow ones stand before the wide.
_ASKED: dict[Kind, str] = {
    "money": r"""\bhow\ much\ (?:do|does|did|is|are|was|were|would|will|may|money|can|could|to)\b
        |\bhow\ expensive\b|\b(?:price|cost|fee|salary|budget|pay|paid|worth|fine)s?\b""",
    "time": r"""\bwhen\b|\bhow\ (?:long|soon|often|old)\b|\bdeadline\b|\bnotice\ period\b
        |\b(?:what|which)\ (?:year|date|day|month|time|century|decade|hours?)\b""",
    "number": r"""\bhow\ (?:many|much|far|tall|high|big|large|deep|fast|wide|heavy|few)\b
        |\b(?:what|which)(?:\ is|\ was|'s)?(?:\ the)?(?:\ \w+)?\ (?:number|percentage|percent
        |rate|amount|size|population|limit|score|total|maximum|minimum|height|distance|length
        |temperature|weight)\b""",
    "place": r"""\bwhere\b|\b(?:what|which)\ (?:city|country|state|town|place|county|continent
        |region|street|building|room|island|river)\b""",
    "person": r"""\bwho\b|\bwhom\b|\bwhose\b|\b(?:what|which)\ (?:actor|actress|singer|president
        |person|man|woman|team|player|author|king|queen|band|company)\b""",
    "reason": r"""\bwhy\b|\bwhat\ (?:causes?|caused|led)\b|\breasons?\b|\bhow\ come\b""",
    "meaning": r"""^(?:so\ )?what(?:'s|\ is|\ are|\ does)\ (?:an?\ )?[\w-]+(?:\ [\w-]+)?\??$
        |\bdefin(?:e|ition)\b|\bmean(?:s|ing)?\b""",
    "manner": r"""\bhow\ (?:do|does|did|to|can|could|should|is|are|was|were|would|will)\b""",
    "yes_no": r"""^(?:(?:and|but|so)\ )?(?:is|are|was|were|do|does|did|can|could|may|must|should
        |shall|will|would|has|have|had|am)\b""",
}
_MONTHS = """january|february|march|april|may|june|july|august|september|october|november
    |december"""
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_COUNTS = """one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand
    |million|billion|half|third|quarter|twice|once|none|zero|first|second|double"""
_ORDINALS = """first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth
    |last|next"""
_THERE: dict[Kind, str] = {
    "time": rf"""\b(?:(?:1\d|20)\d\ds?\b|(?:{_MONTHS})\b\ ?\d?|(?:{_DAYS})\b|\d{{1,2}}:\d\d\b
        |\d+(?:st|nd|rd|th)?[ -](?:\w+\ )?(?:century|seconds?|minutes?|hours?|days?|weeks?
        |months?|years?|decades?|am|pm|a\.m|p\.m)\b
        |(?:{_COUNTS})[ -](?:\w+\ )?(?:minutes?|hours?|days?|weeks?|months?|years?)\b
        |(?:{_ORDINALS})[ -](?:\w+\ )?(?:hour|day|week|month|quarter|year|century)\b
        |(?:daily|weekly|monthly|yearly|annual(?:ly)?|quarterly|immediately|once|twice
        |\d+\ times|every|each|bc|ad)\b)""",
    "money": r"""[$€£¥]\s?\d|\b\d[\d.,]*\s?(?:dollars?|euros?|pounds?|cents?|pence|p|usd|eur|gbp
        |chf|million|billion|%|percent)|\bfree\b|\bno\ (?:charge|fee|cost)\b
        |\b\d+\.\d\d\b""",
    "number": rf"""\d|\b(?:{_COUNTS})\b""",
    "reason": r"""\b(?:because|since|due\ to|owing\ to|so\ that|in\ order|caused|result\w*
        |reasons?|therefore|thus|hence|leads?|led|so|to\ (?:avoid|ensure|protect|prevent|keep)
        )\b""",
    "manner": r"""\b(?:by|through|via|using|with|must|should|click|choose|select|send|open|first
        |then|step|ask|write|call|fill|submit|go)\b""",
    "yes_no": r"""\b(?:yes|no|not|may|must|can|cannot|shall|should|allowed|permitted|prohibited
        |forbidden|required|entitled|only|unless|except|always|never|is|are|was|were|has|have|does
        |do|will)\b|n't\b""",
    "meaning": r"""\b(?:is|are|was|were|means?|refers?|defined|denotes?|called|known
        |describes?)\b""",
}

# Words that only say which kind is wanted; the answer has the thing itself, "£38" and not "cost".
ASKING: dict[Kind, frozenset[str]] = {
    "money": frozenset(("cost", "costs", "price", "prices", "expensive", "paid", "pay")),
    "time": frozenset(("year", "date", "day", "month", "time", "long", "old", "often")),
    "number": frozenset(("number", "amount", "many", "much", "total")),
    "place": frozenset(("place", "located", "location")),
}


def _compiled(patterns: dict[Kind, str]) -> dict[Kind, re.Pattern[str]]:
    """Compile for text in lower case, which is several times quicker than ignoring case."""
    return {kind: re.compile(pattern, re.VERBOSE) for kind, pattern in patterns.items()}


_ASKED_FOR, _SEEN = _compiled(_ASKED), _compiled(_THERE)
_CAPITAL = re.compile(r"(?<![.!?]\s)(?<!^)(?<![\w.])[A-ZÀ-ÖØ-Þ][\w'’&.-]*")
_FULL_NAME = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w'’-]+(?:[ ][A-ZÀ-ÖØ-Þ][\w'’.-]*)+")


def kind_of(question: str) -> Kind:
    """Return the kind of answer that the question's wording asks for."""
    question = " ".join(question.lower().split())
    return next((kind for kind, asks in _ASKED_FOR.items() if asks.search(question)), "thing")


def has(kind: Kind, sentence: str, asked: Set[str]) -> bool:
    """Say whether the sentence holds something of this kind that the question does not."""
    if kind in ("person", "place"):
        return _new_name(sentence, asked, persons=kind == "person")
    if kind == "thing":
        return True
    found = _SEEN[kind].finditer(sentence.lower())
    if kind in ("time", "number", "money"):
        return any(stem(match[0].strip()) not in asked for match in found)
    return any(found)


def _new_name(sentence: str, asked: Set[str], *, persons: bool) -> bool:
    """Find a name that the question does not hold; people act under more than names (the Board)."""
    full = _FULL_NAME.findall(sentence)
    inside = _CAPITAL.findall(sentence)
    for name in [*full, *inside]:
        parts = [part.casefold() for part in re.findall(r"[^\W_]+", name)]
        fresh = [part for part in parts if part not in STOP and stem(part) not in asked]
        if fresh and not (persons and all(part.isdigit() for part in fresh)):
            return True
    return False
