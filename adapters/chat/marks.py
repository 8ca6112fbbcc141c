"""What a model's text says beside words: which document carries a sentence, or that none does."""

from __future__ import annotations

import re
from collections.abc import Sequence

NOT_THERE = "NOT_IN_DOCUMENTS"
_MARKS = re.compile(r"\[(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\]")
# A marker that has begun; longer ones are no markers.
_BEGUN = re.compile(r"\[[\d,;\s]{0,40}$")
# The same words so many times in a row: a model that does this does not stop by itself.
_TIMES = 4
_SAME, _PERIOD = 40, 12  # characters that come back, and at least so far apart; rules are nearer
_LOOKED_AT = 1600  # characters
_AROUND = " \t\n*_`\"'."


class Loops:
    """Notices a model that says the same again and again."""

    def __init__(self) -> None:
        self._tail = ""

    def __call__(self, piece: str) -> bool:
        """Take a piece; say whether the text has come to repeat itself."""
        self._tail = tail = (self._tail + piece)[-_LOOKED_AT:]
        before = tail.rfind(tail[-_SAME:], 0, -1)
        period = len(tail) - _SAME - before
        if before < 0 or period < _PERIOD or len(tail) < _TIMES * period:
            return False
        return tail.endswith(tail[-period:] * _TIMES)


class Marks:
    """Reads a text piece by piece, and gives back what of it is for the reader.

    `numbers` are the markers of the passages in the order in which the prompt numbers them.
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers
        self._held = ""
        self._said = False
        self.refused = ""

    def feed(self, piece: str) -> str:
        """Take a piece; what may be half a marker is held back until it is whole."""
        self._held += piece
        if not self._said and len(self._held.strip(_AROUND)) < len(NOT_THERE):
            return self.flush() if not NOT_THERE.startswith(self._held.strip(_AROUND)) else ""
        begun = _BEGUN.search(self._held)
        cut = min(begun.start() if begun else len(self._held), self._half())
        return self._let(cut)

    def flush(self) -> str:
        """Return the rest."""
        return self._let(len(self._held))

    def _let(self, cut: int) -> str:
        text, self._held = self._held[:cut], self._held[cut:]
        if not self._said and text.strip(_AROUND).startswith(NOT_THERE):
            self.refused = "The documents do not hold an answer to this."
        text = text.replace(NOT_THERE, "")
        self._said = self._said or bool(text.strip(_AROUND))
        return "" if self.refused else _MARKS.sub(self._renumbered, text)

    def _half(self) -> int:
        """Return where the sign that nothing was found may be beginning."""
        for size in range(min(len(NOT_THERE) - 1, len(self._held)), 0, -1):
            if self._held.endswith(NOT_THERE[:size]):
                return len(self._held) - size
        return len(self._held)

    def _renumbered(self, found: re.Match[str]) -> str:
        given = [int(number) for number in re.findall(r"\d+", found[1])]
        known = [self._numbers[n - 1] for n in given if 0 < n <= len(self._numbers)]
        return "".join(f"[{number}]" for number in known)
