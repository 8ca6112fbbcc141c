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
_SIDE = 160  # characters beside the quote that are looked at


def quoted(claim: str, text: str) -> tuple[int, int] | None:
    """Return where `claim` (plain) stands in `text`, marks, case and spaces aside.

    A part of a sentence counts only if nothing around it could turn its meaning.
    """
    start = text.find(claim)
    if start >= 0:
        span = (start, start + len(claim))
    else:
        said = _WORD.findall(claim)
        if not said or said[0].casefold() not in text.casefold():
            return None
        found = re.search(
            r"(?<![^\W_])" + r"[\W_]+".join(said) + r"(?![^\W_])", text, re.IGNORECASE
        )
        if not found or not _same_values(claim, found[0]):
            return None
        span = found.span()
    if len(_WORD.findall(claim)) < _FEWEST:
        return None
    return span if _whole(text, *span) else None


def _same_values(claim: str, found: str) -> bool:
    """Say whether signs between digits, and before them, agree: 1.5 is not 15, -3 is not 3."""
    pattern = re.compile(r"(?<!\w)[-−]?[$€£]?\d[\d.,:/-]*\d|\d[%°]?")
    return pattern.findall(claim) == pattern.findall(found)


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - _SIDE) : start], text[end : end + _SIDE]
    begins = start == 0 or _BEGINNING.search(before) is not None
    ends = text[end - 1] in ".!?…。！？" or _ENDING.match(after) is not None
    if not begins and _TURNED.search(re.split(r"[.!?]\s", before)[-1]):
        return False
    return ends or not _TURNED.search(re.split(r"[.!?]\s|\n", after)[0])
