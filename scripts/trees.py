"""Gradient-boosted trees in NumPy: enough to fit a few thousand rows of a few dozen columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_TREES, _DEPTH, _RATE = 120, 3, 0.1
_ROWS, _COLUMNS = 0.5, 0.35  # shares that a tree, and a split, may look at
_LEAST = 25  # rows in a leaf
_BOUNDS = 16  # bounds tried a column
_FLAT = 1.0  # added to a leaf's curvature

Floats = NDArray[np.float64]


def grow(table: Floats, right: Floats, counts: Floats, *, seed: int = 0) -> tuple[float, list[Any]]:
    """Fit to `right` (0 or 1), rows weighing `counts`; return the bias and the trees.

    A tree is a leaf's number or [column, bound, tree at or below it, tree above it].
    """
    chance = np.random.default_rng(seed)
    share = float(np.average(right, weights=counts))
    bias = float(np.log(share / (1 - share)))
    scores = np.full(len(table), bias)
    bounds = [np.unique(np.quantile(c, np.linspace(0, 1, _BOUNDS + 1)[:-1])) for c in table.T]
    trees: list[Any] = []
    for _ in range(_TREES):
        expected = 1.0 / (1.0 + np.exp(-scores))
        slope, curve = counts * (right - expected), counts * expected * (1 - expected)
        rows = np.flatnonzero(chance.random(len(table)) < _ROWS)
        tree = _split(table, slope, curve, rows, bounds, _DEPTH, chance)
        scores += _values(tree, table)
        trees.append(tree)
    return round(bias, 5), trees


def _split(
    table: Floats,
    slope: Floats,
    curve: Floats,
    rows: NDArray[np.intp],
    bounds: list[Floats],
    depth: int,
    chance: np.random.Generator,
) -> Any:
    best: tuple[float, int, float] = (1e-6, -1, 0.0)
    total, bend = slope[rows].sum(), curve[rows].sum()
    if depth and len(rows) >= 2 * _LEAST:
        for column in np.flatnonzero(chance.random(table.shape[1]) < _COLUMNS):
            best = max(best, _best(table, slope, curve, rows, int(column), bounds[column]))
    if best[1] < 0:
        return round(float(_RATE * total / (bend + _FLAT)), 5)
    _, column, bound = best
    below = table[rows, column] <= bound
    sides = [
        _split(table, slope, curve, side, bounds, depth - 1, chance)
        for side in (rows[below], rows[~below])
    ]
    return [column, round(bound, 6), *sides]


def _best(
    table: Floats,
    slope: Floats,
    curve: Floats,
    rows: NDArray[np.intp],
    column: int,
    bounds: Floats,
) -> tuple[float, int, float]:
    below = table[rows, column][None, :] <= bounds[:, None]
    counts = below.sum(axis=1)
    left, bend = below @ slope[rows], below @ curve[rows]
    total, all_bend = slope[rows].sum(), curve[rows].sum()
    gain = left**2 / (bend + _FLAT) + (total - left) ** 2 / (all_bend - bend + _FLAT)
    gain -= total**2 / (all_bend + _FLAT)
    gain[(counts < _LEAST) | (len(rows) - counts < _LEAST)] = -1.0
    at = int(gain.argmax())
    return float(gain[at]), column, float(bounds[at])


def _values(tree: Any, table: Floats) -> Floats:
    if not isinstance(tree, list):
        return np.full(len(table), tree)
    below = table[:, tree[0]] <= tree[1]
    return np.where(below, _values(tree[2], table), _values(tree[3], table))
