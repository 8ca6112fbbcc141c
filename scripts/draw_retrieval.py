"""Draw docs/retrieval.svg, nDCG@10 of every way to search, from a file of the benchmark's figures.

Run `python -m benchmarks.retrieval --data FOLDER --json figures.json`, then this with the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

PICTURE = Path(__file__).parents[1] / "docs/retrieval.svg"
_TASKS = {"nq": "NQ", "cranfield": "Cranfield", "wice": "WiCE", "lara": "LaRA, one document"}
_WAYS = {
    "words": "#9aa5b1",
    "vectors": "#c3a86b",
    "rewritten": "#c9887f",
    "fused": "#5b8fb9",
    "reranked": "#2f5d62",
}
_STYLE = """<style>
.ground{fill:#fff}.text{fill:#333}.grid{stroke:#e4e7eb}
@media (prefers-color-scheme:dark){
.ground{fill:#14181c}.text{fill:#e4e7ea}.grid{stroke:#333b43}
}
</style>"""
_STORES = {"": "embedded store", "weaviate_": "Weaviate"}
_LEFT, _TOP, _HIGH, _BAR, _GAP = 40, 40, 200, 26, 30
_ROW = _HIGH + 70


def main() -> None:
    """Read the figures and write the picture."""
    figures = json.loads(Path(sys.argv[1]).read_text())["figures"]
    PICTURE.write_text(drawn(figures))


def drawn(figures: Mapping[str, float]) -> str:
    """Return the picture as SVG: a row of bars for each store that was measured."""
    stores = [store for store in _STORES if any(f"{store}{t}_ndcg10" in figures for t in _TASKS)]
    width = _LEFT + _group() * len(_TASKS)
    height = _TOP + _ROW * len(stores)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>nDCG@10 of every way to search</title>",
        _STYLE,
        f'<rect width="{width}" height="{height}" class="ground"/>',
        *_legend(),
    ]
    for number, store in enumerate(stores):
        lines.append(f'<g transform="translate(0 {_ROW * number + 24})">')
        lines += [*_row(figures, store, width), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _group() -> int:
    return _BAR * len(_WAYS) + _GAP


def _row(figures: Mapping[str, float], store: str, width: int) -> Iterator[str]:
    yield _text(_LEFT, _TOP - 22, _STORES[store], anchor="start")
    yield from _grid(width)
    measured = [task for task in _TASKS if f"{store}{task}_ndcg10" in figures]
    for number, task in enumerate(measured):
        x = _LEFT + number * _group() + _GAP // 2
        yield from _bars(figures, store + task, x)
        yield _text(x + _BAR * len(_WAYS) / 2, _TOP + _HIGH + 20, _TASKS[task])


def _bars(figures: Mapping[str, float], task: str, x: float) -> Iterator[str]:
    for way, colour in _WAYS.items():
        value = figures[f"{task}_ndcg10" + ("" if way == "reranked" else f"_{way}")]
        top = _TOP + _HIGH * (1 - value)
        yield (
            f'<rect x="{x}" y="{top:.1f}" width="{_BAR - 3}" height="{_HIGH * value:.1f}" '
            f'fill="{colour}"/>'
        )
        yield _text(x + _BAR / 2 - 1, top - 4, f"{value:.2f}"[1:], size=10)
        x += _BAR


def _legend() -> Iterator[str]:
    for number, (way, colour) in enumerate(_WAYS.items()):
        x = _LEFT + number * 110
        yield f'<rect x="{x}" y="8" width="12" height="12" fill="{colour}"/>'
        yield _text(x + 18, 18, way, anchor="start")


def _grid(width: int) -> Iterator[str]:
    for tenth in range(0, 11, 2):
        y = _TOP + _HIGH * (1 - tenth / 10)
        yield f'<line x1="{_LEFT}" x2="{width}" y1="{y}" y2="{y}" class="grid"/>'
        yield _text(_LEFT - 6, y + 4, f"{tenth / 10:.1f}", anchor="end", size=10)


def _text(x: float, y: float, text: str, *, anchor: str = "middle", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'class="text">{escape(text)}</text>'
    )


if __name__ == "__main__":
    main()
