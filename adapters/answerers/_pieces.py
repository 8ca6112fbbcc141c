"""The sentences of the evidence, each with what stands over it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from .._text import STOP, words
from ..sentences import sentence_spans
from ..terms import Passage
from ._worth import Bag

_HEADING = re.compile(r"#{1,6}\s|\*\*[^*]+\*\*:?$")
_ROW = re.compile(r"\|.*\|$")
_RULE = re.compile(r"[|\s:=_*~+-]+$")
_DANGLING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|its|their|such|the former|the latter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence: `passage` counts the evidence and `row` the passage's sentences, from 0.

    `leads` are the rows that stand over it: a heading, a question, "as follows:", a table's head.
    What only leads is not quotable.
    """

    passage: int
    row: int
    text: str
    bag: Bag
    leads: tuple[int, ...] = ()
    quotable: bool = True

    @property
    def is_row(self) -> bool:
        """True for a row of a table."""
        return bool(_ROW.match(self.text))

    @property
    def is_heading(self) -> bool:
        """True for a heading; what stands over a table or a list is none."""
        return bool(_HEADING.match(self.text))

    @property
    def is_dangling(self) -> bool:
        """True for a sentence that points back at the one before it."""
        return bool(_DANGLING.match(self.text))


def pieces(index: int, passage: Passage) -> list[Piece]:
    """Cut a passage into its sentences."""
    spans = sentence_spans(passage.text)
    texts = [_with_mark(passage.text, start, end) for start, end in spans]
    found: list[Piece] = []
    leads: tuple[int, ...] = ()
    led = False
    for row, (text, following) in enumerate(zip_longest(texts, texts[1:], fillvalue="")):
        bag = Bag.of(text)
        if _RULE.match(text) or not bag.stems:
            found.append(Piece(index, row, text, bag, quotable=False))
        elif _is_lead(text, following):
            leads = (*leads, row) if led else (row,)
            led = True
            found.append(Piece(index, row, text, bag, quotable=False))
        else:
            found.append(Piece(index, row, text, bag, leads))
            led = False
    return found


def _with_mark(text: str, start: int, end: int) -> str:
    """Return a sentence; the second one of a heading ("## 8. Term") with the heading's mark too."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return f"# {text[start:end]}" if line.startswith("#") else text[start:end]


def _is_lead(text: str, following: str) -> bool:
    """Say whether a sentence only stands over what follows it."""
    if _ROW.match(text):
        return bool(following) and bool(_RULE.match(following))
    return bool(_HEADING.match(text)) or text.rstrip('"”*_ ').endswith(("?", ":"))


def same(text: str) -> str:
    """Return what two quotes of the same sentence share: their telling words."""
    return " ".join(word for word in words(text) if word not in STOP)
