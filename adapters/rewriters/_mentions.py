"""What a conversation is about: names written with capitals, titles in quotes, noun phrases."""

from __future__ import annotations

import re

from .._text import STOP
from .._values import dates

_NAME = re.compile(
    r"""(?<![\w'])[A-Z0-9&][\w&'’.-]*[\w&]?
    (?:(?:\s+(?:of|the|and|de|la|van|von|for|in|to|&)){0,2}\s+(?=[A-Z0-9])[\w&'’.-]+)*""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"[\"“]([^\"“”]{2,60})[\"”]|(?<!\w)'([^']{2,60})'(?!\w)")
_PAREN = re.compile(r"\s*\([^)]*\)")
_DETERMINER = re.compile(r"\b(?:the|a|an|our|my|your|this|that|these|those|each|every)\b\s*", re.I)
# A noun phrase ends where one of these stands.
_BREAK = re.compile(
    r"""\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|be|been|am|do|does|did|can
    |could|may|might|must|shall|should|will|would|has|have|had|if|and|or|but|so|because|than|then
    |i|you|he|she|it|we|they|me|him|her|us|them|there|not|please|tell|give|show|explain|about
    |many|much|long|get|gets|got|any|also|need|needs|want|use|uses|used|make|makes|made|create|add
    |work|works|mean|means|buy|find|live|lives|take|takes|enough|usually|always|ever|like|look|paid
    |known|called|named|found|treated|(?<!\w\s)\w{3,}(?<=[^e]ed))\b|[?!.,;:]""",
    re.VERBOSE | re.IGNORECASE,
)


_DANGLING = re.compile(
    r"(?:\s+(?:of|in|on|at|for|to|from|by|with|under|a|an|the|other|as|into|still))+$",
    re.IGNORECASE,
)


def entities(text: str) -> list[str]:
    """Return quoted titles and names in the order of the text; a lone sentence opener is none."""
    found = [(m.start(), (m[1] or m[2]).strip()) for m in _QUOTED.finditer(text)]
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    for match in _NAME.finditer(text):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        name = _trimmed(match[0])
        first = match[0].startswith(name)
        opens = first and (match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".?!:")
        if (
            not name
            or name[0].isdigit()
            or dates(name)
            or (opens and " " not in name and name[1:].islower())
        ):
            continue
        found.append((match.start(), name))
    return [name for _, name in sorted(found)]


def bare_title(text: str) -> str:
    """Return a title without what stands in brackets."""
    return _PAREN.sub("", text).strip()


def phrase(question: str) -> str:
    """Return the longest noun phrase of a question, "" if there is none."""
    best = ""
    for piece in _BREAK.split(question):
        piece = piece.strip()
        found = _DETERMINER.search(piece)
        piece = _DANGLING.sub("", piece[found.start() :] if found else piece)
        if _weight(piece) > _weight(best):
            best = piece
    return best


def _weight(piece: str) -> int:
    return sum(word.lower() not in STOP for word in re.findall(r"\w+", piece))


def _trimmed(name: str) -> str:
    """Cut stop words off both ends: "What The Globe Sessions" is about the Globe Sessions."""
    said = name.rstrip(".").split()
    while said and said[0].lower() in STOP and (len(said) == 1 or said[0] != "The"):
        said.pop(0)
    while said and said[-1].lower() in STOP:
        said.pop()
    return " ".join(said).removesuffix("'s").removesuffix("’s")
