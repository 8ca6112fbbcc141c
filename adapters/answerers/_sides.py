"""What a question compares: things that it names, or else the documents themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .._text import stem, words
from ..terms import Passage
from ._worth import Bag, worths

Side = tuple[str, dict[int, Passage]]

_MOST = 4
_ABOUT = 0.6  # the share of a name that a passage must hold
_BETWEEN = re.compile(
    r"^.*?\b(?:compar\w+|contrast|between|differences?|differ\w*|distinguish\w*)\b"
    r"(?:\s+(?:the|both|between|of|in|from|how|do|does)\b)*\s*",
    re.IGNORECASE | re.DOTALL,
)
_AND = re.compile(
    r"\s*(?:,|\bversus\b|\bvs\b\.?|\b(?:differ\w*\s+)?from\b|\bcompared\s+(?:to|with)\b"
    r"|\band\b|\bor\b|\bwith\b|\bthan\b|\bto\b)\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\b(?:on|in terms of|regarding|about|with regard to|when it comes to)\b.*$", re.I
)


def sides(question: str, passages: Sequence[Passage]) -> list[Side]:
    """Return each side's name and passages, by number; documents are sides where names are not."""
    names = _names(question)
    if len(names) > 1:
        bags = [_bag(passage) for passage in passages]
        found = [(name, _about(asked, bags, passages)) for name, asked in names.items()]
        told = [(name, part) for name, part in found if part]
        if len(told) > 1 and len({frozenset(part) for _, part in told}) == len(told):
            return [(_title(name, part), part) for name, part in told[:_MOST]]
    documents: dict[str, dict[int, Passage]] = {}
    for index, passage in enumerate(passages):
        documents.setdefault(passage.document_id, {})[index] = passage
    return [(_title("", part), part) for part in documents.values()][:_MOST]


def _names(question: str) -> dict[str, dict[str, float]]:
    """Return the compared names with the stems that tell them apart."""
    text = _BETWEEN.sub("", question.strip().rstrip("?.! "))
    parts = [part.strip(" \"'“”") for part in _AND.split(_TAIL.sub("", text))]
    told = {part: worths(part) for part in parts if part}
    shared = set.intersection(*(set(asked) for asked in told.values())) if len(told) > 1 else set()
    own = {
        part: {word: worth for word, worth in asked.items() if word not in shared}
        for part, asked in told.items()
    }
    return {part: asked for part, asked in own.items() if asked}


def _about(
    asked: Mapping[str, float], bags: Sequence[Bag], passages: Sequence[Passage]
) -> dict[int, Passage]:
    """Return the passages that hold most of a name's words; of documents so titled, all."""
    titled = {
        passage.document_id
        for passage in passages
        if Bag(frozenset(map(stem, words(passage.title)))).covers(asked) >= _ABOUT
    }
    if titled:
        return {i: passage for i, passage in enumerate(passages) if passage.document_id in titled}
    return {i: passages[i] for i, bag in enumerate(bags) if bag.covers(asked) >= _ABOUT}


def _bag(passage: Passage) -> Bag:
    return Bag(frozenset(map(stem, words(f"{passage.heading}\n{passage.text}"))))


def _title(name: str, part: Mapping[int, Passage]) -> str:
    titles = {passage.title for passage in part.values()}
    title = titles.pop() if len(titles) == 1 else ""
    return name[:1].upper() + name[1:] if name else title
