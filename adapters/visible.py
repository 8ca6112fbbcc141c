"""Take out characters that nobody sees: in answers, and in documents before anything reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Controls, soft hyphens, zero-width and directional signs, variation selectors but the two of
# emoji, tag characters: all of them can carry words that a reader does not see.
_HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_JOINERS = "\u200c\u200d"
# From Hebrew on, joiners are part of how words and emoji are written; in Latin text they hide.
_FIRST_JOINED = "\u0590"
_LINES = "\u2028\u2029\x85"
_ANY = re.compile(f"[{_HIDDEN}{_JOINERS}{_LINES}]")


def visible(text: str, before: str = "") -> str:
    """Return the text without hidden characters; `before` is what stands in front of it.

    Taking a text piece by piece gives the same as taking it whole, if each piece is told the last
    character of the piece before it.
    """
    return _ANY.sub(lambda found: _shown(found, text, before), text)


def masked(text: str) -> str:
    """Return the text with a space for each hidden character, so that offsets stay."""
    return _ANY.sub(lambda found: _shown(found, text, "") or " ", text)


def visible_pages(text: str, pages: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """Take hidden characters out of a text whose pages start at these offsets; move them along."""
    kept: list[str] = []
    starts: list[int] = []
    length = 0
    cuts = [0, *pages, len(text)]
    for number, (start, end) in enumerate(zip(cuts, cuts[1:], strict=False)):
        if number:
            starts.append(length)
        part = visible(text[start:end], text[start - 1 : start] if start else "")
        kept.append(part)
        length += len(part)
    return "".join(kept), tuple(starts)


def _shown(found: re.Match[str], text: str, before: str) -> str:
    """Return what a reader should see of a hidden character: mostly nothing."""
    char, at = found[0], found.start()
    if char in _LINES:
        return "\n"
    last = text[at - 1] if at else before[-1:]
    joined = char in _JOINERS and last >= _FIRST_JOINED and not _ANY.match(last)
    return char if joined else ""
