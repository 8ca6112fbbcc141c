"""The part of a document that a model reads to place a passage: all of it, unless it is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..adapters.terms import Passage

# About 30,000 tokens: it is read again for each passage, be it from a cache.
LONGEST = 120_000


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text, and passages that lie in it."""

    text: str
    passages: Sequence[Passage]


def blocks(text: str, passages: Sequence[Passage], *, longest: int = LONGEST) -> list[Block]:
    """Cut a document into as few equal stretches as it takes; a passage goes where it begins."""
    count = max(1, -(-len(text) // longest))
    size = max(1, -(-len(text) // count))
    found: list[Block] = []
    for number in range(count):
        start, end = number * size, (number + 1) * size
        own = [
            p
            for p in passages
            if start <= p.start < end or (p.start >= end and number == count - 1)
        ]
        if own:
            whole = max(end, *(passage.end for passage in own)) if count > 1 else len(text)
            found.append(Block(text[start:whole], own))
    return found
