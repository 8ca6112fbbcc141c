"""Read a passage once for all claims: its sentences with their stems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .._text import content, plain
from ..sentences import sentence_spans


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


@lru_cache(maxsize=1024)
def read(text: str, heading: str) -> Reading:
    """Read a passage; the same text is read once."""
    spans = sentence_spans(text)
    stems = [frozenset(content(plain(text[start:end]))) for start, end in spans]
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
        heading=frozenset(content(heading)),
        heading_text=heading,
    )


def best_windows(stems: frozenset[str], reading: Reading, *, most: int) -> Iterator[Window]:
    """Yield the windows that share the most words with a claim; a pair only if it shares more."""
    shared = {
        window: len(stems & window.stems) - 0.4 * (len(window.sentences) - 1)
        for window in reading.windows
    }
    ranked = sorted(reading.windows, key=lambda window: -shared[window])
    yield from (window for window in ranked[:most] if shared[window] > 0)
