"""Where sentences begin and end: one answer for the embedder, the answerers and the checkers."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A boundary is closing punctuation before white space (that of Hindi, Arabic, Burmese and others
# too), ideographic punctuation anywhere, an empty line, or the start of a line that stands for
# itself (list item, table row, heading, quote).
_BOUNDARY = re.compile(
    r"""(?P<stop>(?<![.!?…])[.!?…]++["'”’)\]*_]*+)(?=\s|$)
    |[।॥؟۔။។።]+(?=\s|$)
    |[。！？]+[”’」』）]*
    |\n[ \t]*(?=\n)
    |\n(?=[ \t]*(?:[-*•|\#>]|\d{1,3}[.)][ \t]|```))
    |(?<=\|)[ \t]*\n""",
    re.VERBOSE,
)
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof sr jr st mt no nos vol vols pp p fig figs eq eqs sec ch art arts cl para
    paras al etc vs cf approx dept est inc ltd co corp bros gen col sgt capt lt hon rev gov sen rep
    pres e.g i.e a.m p.m u.s u.k u.n d.c ph.d jan feb mar apr jun jul aug sep sept oct nov dec ca
    resp incl max min tel ed eds ref refs op z.b d.h bzw usw nr""".split()
)
# These end sentences as often as not: only a lower-case word or a number after them goes on.
_OPEN = frozenset("etc inc ltd co corp a.m p.m u.s u.k d.c jr sr al".split())
_LAST_WORD = re.compile(r"[\w.]+$")
_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*(?:\d{1,3}|[a-zA-Z])\.$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text` as (start, end) offsets, without white space around them.

    Headings, list items and table rows are sentences of their own. Nothing but white space is left
    out, so the spans together hold every word of the text.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*_cuts(text), len(text)]:
        piece = text[start:cut]
        lead = len(piece) - len(piece.lstrip())
        if lead < len(piece):
            spans.append((start + lead, start + len(piece.rstrip())))
        start = cut
    return spans


def sentences(text: str) -> list[str]:
    """Return the sentences of `text` as strings."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _cuts(text: str) -> Iterator[int]:
    for match in _BOUNDARY.finditer(text):
        if match["stop"] and not _ends(text, match.start(), match.end(), match["stop"]):
            continue
        yield match.end()


def _ends(text: str, start: int, end: int, stop: str) -> bool:
    """Say whether the punctuation at `start` ends a sentence."""
    rest = text[end : end + 40].lstrip()
    following = rest[:1]
    if stop[0] != "." or len(stop.rstrip("\"'”’)]*_")) > 1:
        return not (following.islower() and stop[0] in ".…")
    before = text[max(0, start - 24) : start]
    if _LIST_MARK.search(text[max(0, start - 8) : start + 1]):
        return False
    found = _LAST_WORD.search(before)
    word = found[0].lower() if found else ""
    if word in _OPEN:
        return not (following.islower() or following.isdigit())
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and found and found[0] != "I"):
        return False
    return not following.islower()
