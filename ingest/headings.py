"""Find the sections of a text: marked headings, and lines that are headings by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .units import BLOCKS

# What follows "Chapter" or "Section" in a heading, and not in the middle of a sentence.
_NUMBER = (
    r"[ \t]*(?:[IVXLC]{1,7}|\d{1,4}(?:\.\d{1,3})*[A-Za-z]?|[A-Z])"
    r"(?:[.:)–—-]|[ \t]+[^a-z\s]|(?=[ \t]*$))[^\n]{0,80}(?<![,;|])"
)
# One pass over the text. Code and tables are passed over whole, so that a comment in code is no
# heading. Guessed headings are lines of their own that are named, numbered, all in capitals, or in
# title case above a long line; a clause may go on in its line ("4.2 Notice. Each party ...").
_MARKS = re.compile(
    r"""^(?:
      (?P<skip><BLOCKS>)
      |(?P<hashes>\#{1,6})[ \t]++(?P<marked>[^\s\#][^\n]{0,200})
      |(?P<underlined>[^\s|\#>=~-][^\n]{0,100})\n(?P<line>={3,}|-{3,}|~{3,})[ \t]*$
      |[ \t]*+(?:
        (?P<part>(?:PART|Part|BOOK|Book|VOLUME|Volume)(?=[ \t])<NUMBER>)
        |(?P<chapter>(?:CHAPTER|Chapter|ARTICLE|Article|ITEM|Item|SCHEDULE|Schedule|ANNEX|Annex
          |APPENDIX|Appendix|EXHIBIT|Exhibit)(?=[ \t])<NUMBER>)
        |(?P<section>(?:§{1,2}|SECTION|Section|Sec\.|CLAUSE|Clause)<NUMBER>)
        |(?P<numbered>(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})[.)]?[ \t]+(?P<first>[^\W\d_])[^\n]{1,80}
          (?<![.,;:|?!…]))
        |(?P<capitals>[A-Z][^a-zß-öø-ÿ\n]{3,80}(?<![,;|]))
        |(?P<titled>[A-Z][^\n|]{2,80}[^\W_]\)?)(?=[ \t]*\n[^\n]{120})
      )[ \t]*$
      |(?P<run>(?P<clause>\d{1,3}(?:\.\d{1,3}){1,4})\.?[ \t]+[^\W\d_a-z][^\n.]{2,60})(?=\.[ \t])
    )""".replace("<BLOCKS>", BLOCKS).replace("<NUMBER>", _NUMBER),
    re.VERBOSE | re.MULTILINE,
)
_LEVELS = {"part": 1, "chapter": 2, "capitals": 3, "section": 4, "titled": 9}
_CAPITALS = re.compile(r"[ \t]*[A-Z][^a-zß-öø-ÿ\n]{3,}$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{4,}")
# A line of a table of contents; the items of a numbered list before and after.
_LEADERS = re.compile(r"(?:(?:\.[ \t]?){3,}|\s{3,}|\t)\s*\d*$")
# What begins a clause without being its heading: "4.2 The Buyer pays. ...".
_SENTENCE = re.compile(
    r"^[\d.]+[ \t]+(?:The|An?|Each|Either|Every|If|No|All|Any|This|These|Such|It|In|On|For|When)\b"
    r"|[ ](?:is|are|was|be|shall|may|must|will|can|has|have|lasts?|pays?|applies)\b|(?:[ ]\S+){6}"
)
_NEXT_ITEM = re.compile(r"\s*(?:\d{1,3}[.)]?[ \t]|\Z)")
_ITEM_BEFORE = re.compile(r"^[ \t]*\d{1,3}[.)]?[ \t][^\n]*\Z", re.MULTILINE)
# A guessed heading so soon after another one's text is taken for text: poems, forms, addresses.
_SHORTEST = 120


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the text under one heading, which it starts with; `path` is from the outermost."""

    start: int
    end: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    level: int
    title: str


def sections(text: str) -> Iterator[Section]:
    """Yield the sections of `text` in order, without the white space around them.

    A heading that has no text of its own opens the section of the heading after it.
    """
    path: list[_Heading] = []
    start = body = 0
    for heading in _headings(text):
        if text[body : heading.start].strip():
            yield from _section(text, start, heading.start, path)
            start = heading.start
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
        body = heading.end
    yield from _section(text, start, len(text), path)


def _section(text: str, start: int, end: int, path: list[_Heading]) -> Iterator[Section]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        yield Section(start, start + len(stripped), tuple(heading.title for heading in path))


def _headings(text: str) -> Iterator[_Heading]:
    last: _Heading | None = None
    for match in _MARKS.finditer(text):
        kind = "underlined" if match["underlined"] else match.lastgroup or ""
        if kind == "skip" or _LEADERS.search(match[kind]):
            continue
        if kind != "marked" and not _looks_right(text, match, kind, last):
            continue
        title = " ".join(match[kind].split()).rstrip("# ")
        end = match.start() if kind == "run" else match.end()
        last = _Heading(match.start(), end, _level(match, kind), title)
        yield last


def _level(match: re.Match[str], kind: str) -> int:
    if kind == "marked":
        return len(match["hashes"])
    if kind == "underlined":
        return 1 if match["line"][0] == "=" else 2
    number = match["number"] or match["clause"]
    return 5 + number.count(".") if number else _LEVELS[kind]


def _looks_right(text: str, match: re.Match[str], kind: str, last: _Heading | None) -> bool:
    """Say whether a line of a heading's form is one, by what stands before and after it."""
    if kind in ("part", "chapter"):
        return True
    if kind == "run":
        return not _SENTENCE.search(match["run"])
    near = last is not None and match.start() - last.end < _SHORTEST
    between = text[last.end : match.start()].strip() if last and near else ""
    before = "" if near and not between else text[max(0, match.start() - 200) : match.start()]
    if kind == "numbered" and "." in match["number"]:
        return _is_parted(before) or not match["first"].islower()
    if kind == "section":
        return _is_over(before)
    if kind == "underlined":
        return _is_parted(before)
    if between:
        return False
    if kind == "numbered":
        in_list = _ITEM_BEFORE.search(before.rstrip()) or _NEXT_ITEM.match(text, match.end())
        return _is_parted(before) and not in_list
    shaped = _in_capitals(text, match) if kind == "capitals" else _title_case(match[kind])
    return shaped and _is_over(before)


def _is_parted(before: str) -> bool:
    """Say whether there is nothing before, or an empty line."""
    return not before.strip() or before.rstrip(" \t").endswith("\n\n")


def _is_over(before: str) -> bool:
    """Say whether a paragraph ends here: an empty line, or the end of a sentence."""
    end = before.rstrip()
    return not end or before[len(end) :].count("\n") > 1 or end[-1] in ".!?:;”\"’'|"


def _in_capitals(text: str, match: re.Match[str]) -> bool:
    """Say whether a line in capitals is words, and not part of a paragraph in capitals."""
    title = match["capitals"]
    letters = sum(map(str.isalpha, title))
    if not _WORD.search(title) or letters < 0.6 * len(title):
        return False
    return not _CAPITALS.match(text, match.end() + 1)


def _title_case(title: str) -> bool:
    words = _WORD.findall(title)
    return 0 < len(words) <= 10 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)
