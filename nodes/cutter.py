"""Cut a stream of text into sentences as they become complete."""

from __future__ import annotations

import re

from ..adapters.sentences import sentence_spans
from .cite import MARKERS

# Where something new begins behind what may end a sentence: only there a cut can become certain.
_BEGINS = re.compile(r"(?<=[.!?…。！？।॥؟۔\"'”’»)\]*_|」』）`\n])\s*(?=\S)")
_MARKER_BEGINS = re.compile(r"\s*\[[\d, \t]*$")
_FENCE = re.compile(r"\s*```[^`\n]*(?:\n|$)")
_FENCED = re.compile(r"\s*```[^`\n]*\n(?:.*?\n)??[ \t]*```[ \t]*(?=\n|$)", re.DOTALL)
_ROW = re.compile(r"\s*\|[^\n]*")


class Cutter:
    """Takes pieces of any size and gives back whole sentences, nothing lost or added.

    A sentence comes with its markers and the white space before it; code between fences is one, and
    so is a table's row. It is complete once the next one has begun, so that an abbreviation or a
    marker that follows cannot be cut off. Every decision is made where a word begins, from what
    stands before it: however the same text is split into pieces, the sentences are the same.
    """

    def __init__(self) -> None:
        self._buffer = ""
        self._seen = 0

    def feed(self, piece: str) -> list[str]:
        """Add a piece; return the sentences that it completed."""
        self._buffer += piece
        done: list[str] = []
        while found := _BEGINS.search(self._buffer, self._seen):
            known = found.end() + 1
            while (cut := self._cut(self._buffer[:known])) and cut < known:
                done.append(self._off(cut))
                known -= cut
            self._seen = known
        self._seen = max(self._seen, len(self._buffer.rstrip()))
        return done

    def flush(self) -> list[str]:
        """Return what is left when the stream has ended."""
        done: list[str] = []
        while self._buffer.strip():
            done.append(self._off(self._cut(self._buffer) or len(self._buffer)))
        if self._buffer and done:
            done[-1] += self._off(len(self._buffer))
        return done

    def _off(self, cut: int) -> str:
        taken, self._buffer = self._buffer[:cut], self._buffer[cut:]
        return taken

    @staticmethod
    def _cut(text: str) -> int:
        """Return where the first sentence of `text` ends for certain; 0 if that is open."""
        if _FENCE.match(text):
            fenced = _FENCED.match(text)
            return fenced.end() if fenced else 0
        if row := _ROW.match(text):
            return row.end()
        spans = sentence_spans(text)
        if not spans:
            return 0
        marks = MARKERS.match(text, spans[0][1])
        cut = marks.end() if marks else spans[0][1]
        return 0 if _MARKER_BEGINS.match(text, cut) else cut
