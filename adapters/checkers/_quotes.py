"""Find a claim that stands in a passage word for word."""

from __future__ import annotations

import re

# Fewer words stand in a text by chance.
_FEWEST = 3
_WORD = re.compile(r"[^\W_]+")
# What before or behind a quote, in the same sentence, can turn its meaning.
_TURNED = re.compile(
    r"""\b(?:not|never|no|nor|neither|without|unless|if|whether|false|untrue|except|deny|denied|denies
    |myth|claims?|claimed|allege\w*|suppose\w*|rumou?r\w*|cannot|would|could|might|until)\b|n't\b""",
    re.VERBOSE | re.IGNORECASE,
)
_BEGINNING = re.compile(
    r"(?:^|[.!?:;…。！？|\n]|[.!?]['\"”’)\]]+)[\s#>*_•\-–—|(\"“'‘]*(?:\d{1,3}[.)]\s+)?$"
)
_ENDING = re.compile(r"[\s*_`\"”’')\]]*(?:$|[.!?…。！？;|\n])")
_VALUE = re.compile(r"(?<!\w)[-−]?[$€£]?\d[\d.,:/-]*\d|\d[%°]?")
_SIDE = 160  # characters beside the quote that are looked at


def quoted(claim: str, text: str) -> tuple[int, int] | None:
    """Return where `claim` (plain) stands in `text` to the letter.

    A part of a sentence counts only if nothing around it could turn its meaning.
    """
    start = text.find(claim)
    if start < 0 or len(_WORD.findall(claim)) < _FEWEST:
        return None
    span = (start, start + len(claim))
    return span if _whole(text, *span) else None


def quoted_loosely(claim: str, text: str) -> tuple[int, int] | None:
    """Do what `quoted` does, with marks, case and spaces aside."""
    said = [word.casefold() for word in _WORD.findall(claim)]
    if len(said) < _FEWEST or said[0] not in text.casefold():
        return None
    places = [found.span() for found in _WORD.finditer(text)]
    held = _row([text[start:end].casefold() for start, end in places])
    at = held.find(_row(said))
    if at < 0:
        return None
    first = held.count(" ", 0, at)
    start, end = places[first][0], places[first + len(said) - 1][1]
    if not _same_values(claim, text[start:end]):
        return None
    return (start, end) if _whole(text, start, end) else None


def _row(words: list[str]) -> str:
    return f" {' '.join(words)} "


def _same_values(claim: str, found: str) -> bool:
    """Say whether signs between digits, and before them, agree: 1.5 is not 15, -3 is not 3."""
    return _VALUE.findall(claim) == _VALUE.findall(found)


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - _SIDE) : start], text[end : end + _SIDE]
    begins = start == 0 or _BEGINNING.search(before) is not None
    ends = text[end - 1] in ".!?…。！？" or _ENDING.match(after) is not None
    if not begins and _TURNED.search(re.split(r"[.!?]\s", before)[-1]):
        return False
    return ends or not _TURNED.search(re.split(r"[.!?]\s|\n", after)[0])
