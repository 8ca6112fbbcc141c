"""Ask the earlier question of something else: "and in 2023?", "what about the other contract?"."""

from __future__ import annotations

import re

from .._text import STOP, stem
from .._values import dates
from ._mentions import entities
from ._moves import PREPOSITION

_LED = re.compile(rf"^(?:{PREPOSITION})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_WORD = re.compile(r"[\w'’&-]+")


def swapped(addition: str, question: str) -> str:
    """Return the question with the addition in the place of its like, or else at the end."""
    said, asked = addition.strip(" ?!.,"), question.rstrip(" ?!.")
    for swap in (_date, _head, _name, _led):
        changed = swap(said, asked)
        if changed:
            return f"{changed}?"
    return f"{asked} {said if _LED.match(said) else f'for {said}'}?"


def _bare(said: str) -> str:
    """Return the addition without its preposition."""
    return _LED.sub("", said, count=1).strip()


def _date(said: str, asked: str) -> str:
    year = _YEAR.search(said)
    if year and len(_YEAR.findall(asked)) == 1 and len(_bare(said)) <= 4:
        return _YEAR.sub(year[0], asked)
    mine, theirs = dates(said), dates(asked)
    if len(mine) == len(theirs) == 1 and mine[0].text == _bare(said):
        return asked.replace(theirs[0].text, mine[0].text)
    return ""


def _head(said: str, asked: str) -> str:
    """Put "the Oakdale contract" for "the Fernwood contract": the last words are the same."""
    mine = _bare(said)
    words = list(_WORD.finditer(mine))
    if len(words) < 2:
        return ""
    head = stem(words[-1][0].lower())
    for word in reversed(list(_WORD.finditer(asked))):
        if stem(word[0].lower()) == head:
            start = _phrase_start(asked, word.start())
            return f"{asked[:start]}{mine}{asked[word.end() :]}" if start < word.start() else ""
    return ""


def _phrase_start(text: str, head: int) -> int:
    """Go back from a noun over what qualifies it, a determiner included."""
    start = head
    for word in reversed(list(_WORD.finditer(text[:head]))):
        if text[word.end() : start].strip():
            break
        if word[0].lower() in STOP:
            return word.start() if word[0].lower() in _DETERMINERS else start
        start = word.start()
    return start


_DETERMINERS = frozenset("the a an our my your this that these those their his her its".split())


def _name(said: str, asked: str) -> str:
    """Put a name in the place of the only name of the question."""
    mine = _bare(said)
    theirs = entities(asked)
    plain = all(word[0][0].isupper() or word[0][0].isdigit() for word in _WORD.finditer(mine))
    if plain and mine and len(theirs) == 1 and not _LED.match(said):
        return asked.replace(theirs[0], mine, 1)
    return ""


def _led(said: str, asked: str) -> str:
    """Put "for contractors" in the place of what "for" leads in already."""
    lead = _LED.match(said)
    start = asked.lower().rfind(f" {lead[0].lower()} ") if lead else -1
    return f"{asked[:start]} {said}" if start > 0 else ""
