"""Cut a text into passages along its structure: sections, tables, code, paragraphs, sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .headings import Section, sections
from .units import TABLE, Unit, units

# About 250 tokens of English, so that the passage and its heading fit an encoder of 256.
LONGEST = 1100
# One or two sentences, 15% of a passage.
OVERLAP = 160
# A passage ends with its paragraph from this share of its length on.
_FULL = 0.6
# The heading path shares the encoder's 256 tokens with the passage.
_TITLE = 90
_PATH = 180


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage to be: offsets into the text, the heading path above it, its page (0: none)."""

    start: int
    end: int
    context: str
    page: int


def split(text: str, pages: Sequence[int] = (), *, title: str = "") -> list[Cut]:
    """Cut `text` into passages that together hold every word of it.

    A heading that repeats the document's `title` is no part of a path. A passage stays inside one
    section and is at most `LONGEST` characters long. Neighbours inside a section overlap by a
    sentence or two; tables and code do not.
    """
    return [
        Cut(start, end, context, bisect_right(pages, start) if pages else 0)
        for section in sections(text)
        for start, end, context in _passages(text, section, title)
    ]


def _passages(text: str, section: Section, title: str) -> Iterator[tuple[int, int, str]]:
    path = _path([heading for heading in section.path if heading != title])
    length = section.end - section.start
    if length <= LONGEST and (length <= TABLE or "\n|" not in text[section.start : section.end]):
        yield section.start, section.end, path
        return
    pieces = units(text, section.start, section.end, LONGEST)
    # Equal shares, lest the last passage be a scrap.
    count = -(-(length - OVERLAP) // (LONGEST - OVERLAP))
    share = min(LONGEST, (length - OVERLAP) // count + OVERLAP + 60)
    for first, last in _pack(pieces, share):
        head = pieces[first].head
        context = " > ".join(part for part in (path, head) if part)
        yield pieces[first].start, pieces[last].end, context


def _path(titles: Sequence[str]) -> str:
    """Write the heading path; where it is too long, without the outermost headings."""
    path = ""
    for title in reversed(titles):
        longer = f"{title[:_TITLE]} > {path}" if path else title[:_TITLE]
        if len(longer) > _PATH:
            break
        path = longer
    return path


def _pack(pieces: Sequence[Unit], share: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) indices of the units that make a passage of about `share` characters."""
    first = 0
    while first < len(pieces):
        last = _fill(pieces, first, share)
        yield first, last
        if last + 1 == len(pieces):
            return
        first = _step_back(pieces, first, last, share)


def _fill(pieces: Sequence[Unit], first: int, share: int) -> int:
    """Return the last unit that still fits, or that of a paragraph ending not far before it."""
    start = pieces[first].start
    last = first
    extra = pieces[first].extra
    while last + 1 < len(pieces):
        extra += pieces[last + 1].extra
        if pieces[last + 1].end - start + extra > share:
            break
        last += 1
    if last + 1 == len(pieces):
        return last
    for index in range(last, first, -1):
        if pieces[index].end - start < share * _FULL:
            break
        if pieces[index + 1].opens:
            return index
    return last


def _step_back(pieces: Sequence[Unit], first: int, last: int, share: int) -> int:
    """Return where the next passage starts, so that it repeats a sentence or two of prose."""
    following = last + 1
    begin = following
    while (
        begin > first + 1
        and following - begin < 2
        and pieces[begin - 1].prose
        and pieces[following].prose
        and pieces[last].end - pieces[begin - 1].start <= OVERLAP
        and pieces[following].end - pieces[begin - 1].start <= share
    ):
        begin -= 1
    return begin
