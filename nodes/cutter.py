"""Cut a stream of text into sentences as they become complete."""

from __future__ import annotations

from ..adapters.sentences import sentence_spans
from .cite import MARKERS


class Cutter:
    """Takes pieces of any size and gives back whole sentences, nothing lost or added.

    A sentence comes with its markers and the white space before it. It is complete once the next
    one has begun, so that an abbreviation or a marker that follows cannot be cut off.
    """

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, piece: str) -> list[str]:
        """Add a piece; return the sentences that it completed."""
        self._buffer += piece
        return self._take(last=False)

    def flush(self) -> list[str]:
        """Return what is left when the stream has ended."""
        return self._take(last=True)

    def _take(self, *, last: bool) -> list[str]:
        done: list[str] = []
        start = 0
        for _, end in sentence_spans(self._buffer):
            if end <= start:
                continue
            marks = MARKERS.match(self._buffer, end)
            cut = marks.end() if marks else end
            if not last and not self._begun(cut):
                break
            done.append(self._buffer[start:cut])
            start = cut
        self._buffer = self._buffer[start:]
        if last and self._buffer and done:
            done[-1] += self._buffer
            self._buffer = ""
        return done

    def _begun(self, cut: int) -> bool:
        """Say whether another sentence has clearly begun behind `cut`."""
        rest = self._buffer[cut:].lstrip()
        return bool(rest) and not rest.startswith("[") or "\n\n" in self._buffer[cut:]
