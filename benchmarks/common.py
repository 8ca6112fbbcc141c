"""What the benchmarks share: the public data, percentiles, and the file of figures."""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


def arguments(doc: str | None, *, unused: str = "") -> argparse.ArgumentParser:
    """Make the parser with what every benchmark takes: where the data is, where figures go.

    `unused` says why a benchmark needs no data; it is given some all the same, as all are.
    """
    parser = argparse.ArgumentParser(description=doc)
    told = f"not used: {unused}" if unused else "folder of the public data sets"
    parser.add_argument("--data", type=Path, required=not unused, help=told)
    parser.add_argument("--json", type=Path, help='write {"figures": {NAME: NUMBER}} here')
    return parser


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Read a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def report(figures: Mapping[str, float], file: Path | None) -> None:
    """Print the figures, and write them where asked."""
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:<{width}}  {value:10.3f}")
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"figures": dict(figures)}, indent=2) + "\n")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values stays at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """Return how often a true claim scores higher than another, ties counting half."""
    right = [score for score, true in scored if true]
    wrong = [score for score, true in scored if not true]
    above = sum((a > b) + 0.5 * (a == b) for a in right for b in wrong)
    return above / (len(right) * len(wrong))
