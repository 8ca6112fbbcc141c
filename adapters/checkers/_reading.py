"""Read a passage once for all claims: its sentences with their stems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .._text import content, plain
from .._values import Values, values
from ..sentences import sentence_spans

_RULE = re.compile(r"\|[\s|:-]*")  # the line under a table's header


@dataclass(frozen=True, slots=True)
class Window:
    """One sentence of a passage, or two neighbours; table rows stay alone.

    `sentences` are their indexes.
    """

    start: int
    end: int
    sentences: tuple[int, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage as the checker sees it; `heading` are the stems of title and heading path."""

    text: str
    windows: tuple[Window, ...]
    stems: frozenset[str]
    heading: frozenset[str]
    heading_text: str

    def said(self, window: Window) -> str:
        """Return the window's text without marks."""
        return plain(self.text[window.start : window.end])

    @property
    def values(self) -> Values:
        """The numbers and dates of text and heading."""
        return values(f"{self.heading_text}\n{self.text}")


def telling(text: str) -> frozenset[str]:
    """Return the content stems of a text; numbers are left out, as their values are compared."""
    return frozenset(word for word in content(text) if not word.isdigit())


@lru_cache(maxsize=1024)
def read(text: str, heading: str) -> Reading:
    """Read a passage; the same text is read once."""
    spans = sentence_spans(text)
    stems = _stems([text[start:end] for start, end in spans])
    alone = [Window(*span, (i,), stems[i]) for i, span in enumerate(spans)]
    pairs = [
        Window(spans[i][0], spans[i + 1][1], (i, i + 1), stems[i] | stems[i + 1])
        for i in range(len(spans) - 1)
        if not text.startswith("|", spans[i + 1][0])
    ]
    return Reading(
        text=text,
        windows=(*alone, *pairs),
        stems=frozenset().union(*stems),
        heading=telling(heading),
        heading_text=heading,
    )


def _stems(pieces: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems of each sentence; a table's rows have its header's, which keeps none."""
    stems = [telling(plain(piece)) for piece in pieces]
    header: frozenset[str] = frozenset()
    for index, piece in enumerate(pieces):
        if not piece.startswith("|"):
            header = frozenset()
        elif _RULE.fullmatch(piece) and index:
            header, stems[index - 1] = stems[index - 1], frozenset()
        else:
            stems[index] |= header
    return stems


def best_windows(
    stems: frozenset[str], readings: Sequence[Reading], *, most: int
) -> list[tuple[int, Window]]:
    """Return the windows that share most words with a claim, with the index of their reading.

    A word of the heading counts a little; a pair has to share more than one of its halves.
    """
    shared: list[tuple[float, int, Window]] = []
    for index, reading in enumerate(readings):
        extra = 0.3 * len(stems & reading.heading)
        for window in reading.windows:
            common = len(stems & window.stems)
            if common:
                lone = 0.4 * (len(window.sentences) - 1)
                shared.append((common + extra - lone, index, window))
    shared.sort(key=lambda one: -one[0])
    return [(index, window) for _, index, window in shared[:most]]
