"""The economy as a plot of characters: how much there is to read, by how often it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10
from typing import TYPE_CHECKING

from ..adapters.asking import HEADROOM
from ..graph.break_even import Turn, turn

if TYPE_CHECKING:
    from ..graph.economy import Economics

_LEAST_RATE, _MOST_RATE = 0.1, 1000.0
_COLUMNS, _ROWS = 61, 16
_LEAST_TOKENS = 1000
_CHEAPER, _WORTH, _SEARCHED, _HERE = "█", "▒", "·", "●"
LEGEND = (
    f"{_CHEAPER} reading all costs no more than a search",
    f"{_WORTH} it costs more and is worth it: all is read",
    f"{_SEARCHED} it is searched",
    f"{_HERE} here",
)


def plot(found: Economics) -> str:
    """Return the plot as lines of text."""
    top = most_tokens(found)
    turns = [turn(found.setting, _rate(column)) for column in range(_COLUMNS)]
    heads = [_short(_size(row, top)) if row % 3 == 0 else "" for row in range(_ROWS)]
    here = _place(found, top)
    lines = ["tokens of documents"]
    for row in reversed(range(_ROWS)):
        cells = "".join(_cells(row, top, turns, here))
        lines.append(f"{heads[row]:>6} │{cells}{_window(found, row, top)}".rstrip())
    lines.append(f"{'':>6} └{'─' * _COLUMNS}")
    lines.append(f"{'':>7}{_axis()}")
    return "\n".join([*lines, "", *LEGEND])


def most_tokens(found: Economics) -> float:
    """Return the size at the plot's upper end: a few windows, or more if there is more."""
    own = found.setting
    return max(4.0 * own.window_tokens, 2.0 * min(own.corpus_tokens, 100 * own.window_tokens))


def _cells(row: int, top: float, turns: list[Turn], here: tuple[int, int]) -> Iterator[str]:
    size = _size(row, top)
    for column, at in enumerate(turns):
        if (row, column) == here:
            yield _HERE
        elif size > at.read_tokens:
            yield _SEARCHED
        else:
            yield _CHEAPER if size <= at.equal_tokens else _WORTH


def _window(found: Economics, row: int, top: float) -> str:
    room = found.setting.window_tokens * HEADROOM
    fits = _size(row, top) <= room < _size(row + 1, top)
    return f" ← {HEADROOM:.0%} of the window" if fits else ""


def _place(found: Economics, top: float) -> tuple[int, int]:
    own = found.setting
    share = log10(max(own.corpus_tokens, _LEAST_TOKENS) / _LEAST_TOKENS) / _decades(top)
    rate = min(max(own.questions_per_hour, _LEAST_RATE), _MOST_RATE)
    across = log10(rate / _LEAST_RATE) / log10(_MOST_RATE / _LEAST_RATE)
    return min(round(share * (_ROWS - 1)), _ROWS - 1), round(across * (_COLUMNS - 1))


def _size(row: int, top: float) -> float:
    return float(_LEAST_TOKENS * 10 ** (_decades(top) * row / (_ROWS - 1)))


def _decades(top: float) -> float:
    return log10(top / _LEAST_TOKENS)


def _rate(column: int) -> float:
    share = column / (_COLUMNS - 1)
    return float(_LEAST_RATE * (_MOST_RATE / _LEAST_RATE) ** share)


def _axis() -> str:
    marks = [" "] * (_COLUMNS + 24)
    for rate in (0.1, 1, 10, 100, 1000):
        text = f"{rate:g}"
        at = round(log10(rate / _LEAST_RATE) / 4 * (_COLUMNS - 1))
        marks[at : at + len(text)] = text
    return "".join(marks).rstrip() + " questions an hour"


def _short(tokens: float) -> str:
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if tokens >= size:
            return f"{tokens / size:.3g}{sign}"
    return f"{tokens:.0f}"
