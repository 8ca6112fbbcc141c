"""The economy as a picture: where reading everything is chosen, and what a year costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import log10
from typing import TYPE_CHECKING

from ..adapters.asking import HEADROOM
from ..graph.break_even import turn
from .plot import most_tokens

if TYPE_CHECKING:
    from ..graph.economy import Economics
    from ..graph.first_year import Way

_WIDTH, _HEIGHT = 760, 620
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 740, 62, 380  # the map
_YEAR, _BAR, _PITCH, _BARS = 455, 24, 40, 120  # the bars
_LEAST_RATE, _MOST_RATE, _LEAST_TOKENS, _STEPS = 0.1, 1000.0, 1000, 120
# Read on white and on black: a viewer in the dark gets the second set.
_STYLE = """
.ground{fill:#fff}.text{fill:#333}.soft{fill:#666}.grid{stroke:#dde2e7}
.cheaper{fill:#2f7d6b}.worth{fill:#9fd0c2}.searched{fill:#eef0f2}
.line{stroke:#333}.here{fill:#b3412e}
.setup{fill:#5b8fb9}.running{fill:#2f7d6b}.upkeep{fill:#c3a86b}
@media (prefers-color-scheme:dark){
.ground{fill:#14181c}.text{fill:#e4e7ea}.soft{fill:#a3abb3}.grid{stroke:#333b43}
.cheaper{fill:#3f9c86}.worth{fill:#275a4e}.searched{fill:#20262c}
.line{stroke:#e4e7ea}.here{fill:#ff8a70}
.setup{fill:#5b8fb9}.running{fill:#3f9c86}.upkeep{fill:#c3a86b}}
"""


def drawn(found: Economics) -> str:
    """Return the picture as SVG."""
    what = "Where reading everything beats searching, and what a year costs"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">'
    )
    parts = [head, f"<title>{what}</title>", f"<style>{_STYLE}</style>"]
    parts.append(f'<rect class="ground" width="{_WIDTH}" height="{_HEIGHT}"/>')
    parts += [*_map(found), *_year(found.first_year)]
    return "\n".join([*parts, "</svg>", ""])


def _map(found: Economics) -> Iterator[str]:
    setting, top = found.setting, most_tokens(found)
    price = f"${setting.usd_per_million:g} a million tokens read, "
    price += f"${setting.cached_usd_per_million:g} from a cache"
    yield _text(_LEFT, 20, f"Tokens of documents, by questions in an hour: {price}", weight="bold")
    yield from _legend(
        40,
        ("cheaper", "all is read, for no more than a search"),
        ("worth", "all is read, for more, and is worth it"),
        ("searched", "it is searched"),
    )
    yield _rect("searched", _LEFT, _TOP, _RIGHT - _LEFT, _BOTTOM - _TOP)
    rates = [_LEAST_RATE * 10 ** (4 * step / _STEPS) for step in range(_STEPS + 1)]
    turns = [turn(setting, rate) for rate in rates]
    for name in ("read_tokens", "equal_tokens"):
        edge = [(_x(t.questions_per_hour), _y(getattr(t, name), top)) for t in turns]
        cut = edge
        if name == "equal_tokens":  # what is cheaper and yet not read is searched
            both = zip(edge, turns, strict=True)
            cut = [(x, max(y, _y(at.read_tokens, top))) for (x, y), at in both]
        yield _area("worth" if name == "read_tokens" else "cheaper", cut)
    yield from _scale(top)
    room = _y(setting.window_tokens * HEADROOM, top)
    yield _line(_LEFT, room, _RIGHT, room, "line", dashes="5 4")
    yield _text(_RIGHT - 4, room - 5, f"{HEADROOM:.0%} of the window", anchor="end")
    if found.here:
        yield from _here(found, top)


def _here(found: Economics, top: float) -> Iterator[str]:
    setting = found.setting
    x, y = _x(setting.questions_per_hour), _y(setting.corpus_tokens, top)
    yield f'<circle class="here" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    end = x > (_LEFT + _RIGHT) / 2
    shift = -9 if end else 9
    yield _text(x + shift, y + 4, "here", anchor="end" if end else "start", weight="bold")


def _scale(top: float) -> Iterator[str]:
    for rate in (0.1, 1, 10, 100, 1000):
        yield _line(_x(rate), _TOP, _x(rate), _BOTTOM, "grid")
        yield _text(_x(rate), _BOTTOM + 16, f"{rate:g}", anchor="middle", soft=True)
    size = _LEAST_TOKENS
    while size <= top:
        yield _line(_LEFT, _y(size, top), _RIGHT, _y(size, top), "grid")
        yield _text(_LEFT - 6, _y(size, top) + 4, f"{size:,}", anchor="end", soft=True)
        size *= 10
    yield _text((_LEFT + _RIGHT) / 2, _BOTTOM + 32, "questions in an hour", anchor="middle")


def _year(ways: Sequence[Way]) -> Iterator[str]:
    yield _text(_LEFT, _YEAR - 22, "The first year, in US dollars", weight="bold")
    kinds = (("setup", "set-up"), ("running", "running"), ("upkeep", "upkeep"))
    yield from _legend(_YEAR - 4, *kinds, pitch=100)
    most = max(way.total_usd for way in ways) or 1.0
    for number, way in enumerate(ways):
        y = _YEAR + 22 + number * _PITCH
        yield _text(_LEFT + 24, y + 16, way.name.replace("_", " "), anchor="end")
        x = float(_LEFT + 32)
        wide = (_RIGHT - 90 - x) / most
        costs = (way.set_up_usd, way.running_usd, way.upkeep_usd)
        for (kind, _), usd in zip(kinds, costs, strict=True):
            yield _rect(kind, x, y, usd * wide, _BAR)
            x += usd * wide
        yield _text(x + 6, y + 16, f"${way.total_usd:,.0f}")


def _legend(y: float, *kinds: tuple[str, str], pitch: float = 250) -> Iterator[str]:
    for number, (kind, words) in enumerate(kinds):
        x = _LEFT + number * pitch
        yield _rect(kind, x, y, 12, 12)
        yield _text(x + 18, y + 10, words)


def _x(rate: float) -> float:
    share = log10(min(max(rate, _LEAST_RATE), _MOST_RATE) / _LEAST_RATE) / 4
    return _LEFT + share * (_RIGHT - _LEFT)


def _y(tokens: float, top: float) -> float:
    size = min(max(tokens, _LEAST_TOKENS), top)
    share = log10(size / _LEAST_TOKENS) / log10(top / _LEAST_TOKENS)
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _area(kind: str, edge: Sequence[tuple[float, float]]) -> str:
    points = [(_LEFT, _BOTTOM), *edge, (_RIGHT, _BOTTOM)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon class="{kind}" points="{path}"/>'


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    size = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{kind}" {size}/>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, *, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line class="{kind}" {ends}{dashed}/>'


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", weight: str = "", soft: bool = False
) -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    kind = "soft" if soft else "text"
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}{bold}>{escape(words)}</text>'
