"""What a question compares: things that it names, or else the documents themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..terms import Passage
from ._worth import Bag, covers, worths


@dataclass(frozen=True)
class Side:
    """A thing compared: its name, the stems that tell it from the others, its passages."""

    name: str
    told: Mapping[str, float]
    passages: Mapping[int, Passage]


_MOST = 4
_ABOUT = 0.6  # the share of a name that a passage must hold
_BETWEEN = re.compile(
    r"^.*?\b(?:compar\w+|contrast|between|differences?|differ\w*|distinguish\w*)\b"
    r"(?:\s+(?:the|both|between|of|in|from|how|do|does)\b)*\s*",
    re.IGNORECASE | re.DOTALL,
)
# The first of these that splits the question does: "the NDA with A and the lease" has two sides.
_AND = tuple(
    re.compile(rf"\s*(?:{words})\s*", re.IGNORECASE)
    for words in (
        r"\bversus\b|\bvs\b\.?|\bcompared\s+(?:to|with)\b|\bdiffer\w*\s+from\b",
        r",(?:\s*and\b)?|\band\b",
        r"\bfrom\b|\bor\b|\bwith\b|\bthan\b|\bto\b",
    )
)
_ARTICLE = re.compile(r"^(?:the|a|an|our|your)\s+", re.IGNORECASE)
_TAIL = re.compile(
    r"\b(?:on|in terms of|regarding|about|with regard to|when it comes to)\b.*$", re.I
)


def sides(question: str, passages: Sequence[Passage]) -> list[Side]:
    """Return the things that the question names; where it names none, the documents."""
    names = _names(question)
    if len(names) > 1:
        bags = [_bag(passage) for passage in passages]
        found = [(name, told, _about(told, bags, passages)) for name, told in names.items()]
        held = [Side(_title(name, part), told, part) for name, told, part in found if part]
        if len(held) > 1:
            return held[:_MOST]
    documents: dict[str, dict[int, Passage]] = {}
    for index, passage in enumerate(passages):
        documents.setdefault(passage.document_id, {})[index] = passage
    return [Side(_title("", part), {}, part) for part in documents.values()][:_MOST]


def _names(question: str) -> dict[str, dict[str, float]]:
    """Return the compared names with the stems that tell them apart."""
    text = _BETWEEN.sub("", question.strip().rstrip("?.! "))
    text = _TAIL.sub("", text)
    split = next((words for words in _AND if words.search(text)), _AND[0])
    parts = [part.strip(" \"'“”") for part in split.split(text)]
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
        if covers(asked, Bag.of(passage.title)) >= _ABOUT
    }
    if titled:
        return {i: passage for i, passage in enumerate(passages) if passage.document_id in titled}
    return {i: passages[i] for i, bag in enumerate(bags) if covers(asked, bag) >= _ABOUT}


def _bag(passage: Passage) -> Bag:
    return Bag.of(f"{passage.heading}\n{passage.text}")


def _title(name: str, part: Mapping[int, Passage]) -> str:
    titles = {passage.title for passage in part.values()}
    title = titles.pop() if len(titles) == 1 else ""
    name = _ARTICLE.sub("", name)
    return name[:1].upper() + name[1:] if name else title
