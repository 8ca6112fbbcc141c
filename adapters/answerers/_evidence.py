"""The evidence as a question sees it: which passages are near, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._text import stem, words
from ..terms import Embedded, Passage
from ._kinds import ASKING, Kind, kind_of
from ._pieces import Piece, pieces
from ._worth import Bag, covers, worths

if TYPE_CHECKING:
    from ..terms import Vector

# Cosines of good passages differ by a fifth of what the shares of words do.
_GLANCE_WORDS = 0.3
_WHICH = re.compile(
    r"\b(?:which|what)\s+(?!is\b|are\b|was\b|do\b|does\b|did\b)(\w+)", re.IGNORECASE
)
# "What do the contracts say about insurance?" asks about insurance, whatever holds the words.
_ABOUT = re.compile(
    r"""^(?:what\b.*?\b(?:says?|said|states?|writes?|written|knows?|known|tells?|mentions?)
    |(?:please\ )?tell\ (?:me|us)|is\ there|are\ there)\b.*?\b(?:about|on|regarding)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HOLDING = frozenset(
    """anything everything something say says said state states write writes written know
    knows known tell tells mention mentions agreement agreements contract contracts doc docs
    document documents file files guide handbook manual page pages paper papers policies
    policy rule rules text texts""".split()
)


class Asked:
    """A question, looked at once.

    `sought` is the stem of what it asks for by name ("which firmware"), if it does.
    """

    def __init__(self, question: str, kind: Kind | None = None) -> None:
        self.kind = kind or kind_of(question)
        self.worths = worths(_topic(question), ASKING.get(self.kind, frozenset()))
        self.stems = frozenset(stem(word) for word in words(question))
        which = _WHICH.search(question)
        self.sought = stem(which[1].casefold()) if which and self.kind == "thing" else ""


def _topic(question: str) -> str:
    """Leave out what only says that something is said, and in what; nothing, if that is all."""
    frame = _ABOUT.match(question.strip())
    if not frame:
        return question
    named = (word for word in words(frame[0]) if word not in _HOLDING)
    topic = question.strip()[frame.end() :]
    return f"{' '.join(named)} {topic}" if words(topic) else question


@dataclass(frozen=True)
class View:
    """A passage as the question sees it; nearness is the cosine, 0 where there are no vectors."""

    pieces: list[Piece]
    heading: Bag
    covers: float
    near: list[float]
    near_passage: float

    def bags(self, piece: Piece) -> list[Bag]:
        """Return the words of a sentence and of what stands over it."""
        return [piece.bag, *(self.pieces[row].bag for row in piece.leads)]


def view(
    asked: Asked, index: int, passage: Passage, vector: Vector | None, embedded: Embedded | None
) -> View:
    """Look at one passage, `index` being its number."""
    found = pieces(index, passage)
    heading = Bag.of(passage.heading)
    near, near_passage = _nearness(embedded, vector, len(found))
    return View(
        pieces=found,
        heading=heading,
        covers=covers(asked.worths, Bag.union([heading, *(piece.bag for piece in found)])),
        near=near,
        near_passage=near_passage,
    )


def _nearness(
    embedded: Embedded | None, vector: Vector | None, count: int
) -> tuple[list[float], float]:
    """Return the cosine of each sentence and of the passage with the question."""
    import numpy as np

    if vector is None or embedded is None or embedded.sentences is None:
        return [0.0] * count, 0.0
    rows = embedded.sentences.astype(np.float32)
    lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-6)
    near = (rows @ vector / lengths).tolist()
    return (near + [0.0] * count)[:count], float(embedded.vector @ vector)


def shortlist(
    asked: Asked,
    passages: Sequence[Passage],
    vector: Vector | None,
    known: Mapping[str, Embedded],
    *,
    most: int,
) -> dict[int, Passage]:
    """Return the passages nearest to the question, by number, in the given order."""
    if len(passages) <= most:
        return dict(enumerate(passages))
    scores = [_glance(asked, passage, vector, known.get(passage.id)) for passage in passages]
    best = sorted(range(len(passages)), key=lambda index: -scores[index])[:most]
    return {index: passages[index] for index in sorted(best)}


def _glance(
    asked: Asked, passage: Passage, vector: Vector | None, embedded: Embedded | None
) -> float:
    """Score a passage by its vector and by which stems of the question stand in it."""
    text = f"{passage.heading}\n{passage.text}".casefold()
    total = sum(asked.worths.values()) or 1.0
    there = sum(worth for word, worth in asked.worths.items() if word in text) / total
    near = float(embedded.vector @ vector) if embedded and vector is not None else 0.0
    return near + _GLANCE_WORDS * there
