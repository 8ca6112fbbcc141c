"""Fit the embedded checker's two small models and write `weights.json` beside it.

Fitted to claims made from six tenths of the NQ passages (`benchmarks/claims.py`), to the pairs
written by hand in `scripts/pairs.jsonl`, to models' answers over LaRA's documents
(`scripts/answered.py`) and to WiCE's development part; never to WiCE's test part nor to the pairs
in `tests/`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scripts.answered import answers
from scripts.claims_read import HERE, Claim, nq, pairs, wice
from scripts.trees import grow
from trivium.adapters.base import Parts
from trivium.adapters.checkers import _model
from trivium.adapters.checkers._near import nearness, to_encode
from trivium.adapters.checkers._signs import Weighed
from trivium.adapters.load import load

_FILE = Path(_model.__file__).with_name("weights.json")
_WEIGHTS = {"nq": 1.0, "pairs": 1.0, "wice": 0.5, "lara": 0.5}  # of the sources of the trees
_REWORDED = {"wice": 1.0, "lara": 0.5, "pairs": 0.5}  # of those of the logistic model
# Half of these were altered on purpose: they tell what a sign weighs, not how many claims hold.
_ALTERED = "pairs"
_STRICTER = 0.35  # taken from the trees' bias: a made-up sentence is worse than a good one lost
_PENALTY = 0.03  # on the logistic model's squared weights, per row
_TINY = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A claim's signs, where it is from, and whether the evidence carries it."""

    source: str
    signs: dict[str, float]
    true: bool


def main() -> None:
    """Look at every claim, fit, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    given = parser.parse_args()
    found = asyncio.run(look([*_claims(given.data)]))
    _FILE.write_text(json.dumps(fit(found)) + "\n", encoding="utf-8")


def _claims(data: Path) -> Iterator[Claim]:
    yield from nq(data)
    yield from pairs(HERE / "pairs.jsonl")
    yield from (Claim("lara", one.claim, one.evidence, one.right) for one in answers(data))
    yield from wice(data)


async def look(claims: Sequence[Claim]) -> list[Row]:
    """Return the signs of the claims, vectors included."""
    embedder: Any = load("embedders", "embedded").connect(Parts(home=Path()))
    found: list[Row] = []
    for claim in claims:
        said, chosen = claim.looked_at()
        near = nearness(said, chosen, await embedder.tokens(to_encode(said, chosen)))
        if near:
            found.append(Row(claim.source, {**Weighed(said, chosen).signs(), **near}, claim.true))
    return found


def fit(found: Sequence[Row]) -> dict[str, Any]:
    """Fit both models with and without the signs that need vectors."""
    fitted: dict[str, Any] = {}
    for known in ("words", "vectors"):
        fitted[known] = {**_same(found, known), **_other(found, known)}
    return fitted


def _same(found: Sequence[Row], known: _model.Known) -> dict[str, Any]:
    chosen = [row for row in found if row.source in _WEIGHTS]
    table = _table([row.signs for row in chosen], _model.names(known))
    right = np.array([row.true for row in chosen], np.float64)
    bias, trees = grow(table, right, _balanced(chosen, _WEIGHTS, np.ones(len(chosen))))
    return {"bias": round(bias - _STRICTER, 5), "trees": trees}


def _other(found: Sequence[Row], known: _model.Known) -> dict[str, Any]:
    """Fit the logistic model to each row as far as it is what judges such a row."""
    chosen = [row for row in found if row.source in _REWORDED]
    signs = [_of_words(row.signs) if known == "words" else row.signs for row in chosen]
    looked = list(map(_model.reworded, signs))
    altered = np.array([[row.source == _ALTERED] for row in chosen], np.float64)
    table = np.hstack([_table(looked, list(looked[0])), altered])
    mean, spread = table.mean(axis=0), table.std(axis=0) + _TINY
    parts = np.array([1.0 - _model.in_same_words(row.signs) for row in chosen])
    right = np.array([row.true for row in chosen], np.float64)
    only_against = np.array([name in _model.PENALTIES for name in looked[0]] + [False])
    weights = _logistic(
        (table - mean) / spread, right, _balanced(chosen, _REWORDED, parts), only_against
    )
    scaled = weights[:-1] / spread
    return {
        "reworded": dict(zip(looked[0], scaled[:-1].round(5).tolist(), strict=True)),
        "reworded_bias": round(float(weights[-1] - scaled @ mean), 5),
    }


def _of_words(signs: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in signs.items() if name not in _model.VECTORS}


def _table(found: Sequence[dict[str, float]], names: Sequence[str]) -> Floats:
    return np.array([[signs[name] for name in names] for signs in found], np.float64)


def _balanced(found: Sequence[Row], sources: dict[str, float], parts: Floats) -> Floats:
    """Give each source its weight, half of it to what is true and half to what is not."""
    kinds = [(row.source, row.true) for row in found]
    sums: dict[tuple[str, bool], float] = defaultdict(float)
    for kind, part in zip(kinds, parts, strict=True):
        sums[kind] += part
    weights = [sources[k[0]] * part / sums[k] for k, part in zip(kinds, parts, strict=True)]
    return np.array(weights) / np.mean(weights)


def _logistic(table: Floats, right: Floats, counts: Floats, only_against: NDArray[Any]) -> Floats:
    """Fit by Newton's method, those weights 0 at most; the last weight is the bias."""
    table = np.hstack([table, np.ones((len(table), 1))])
    penalty = np.full(table.shape[1], _PENALTY * len(table))
    penalty[-1] = 0.0
    weights = np.zeros(table.shape[1])
    for step in range(60):
        chance = 1.0 / (1.0 + np.exp(-table @ weights))
        slope = table.T @ (counts * (right - chance)) - penalty * weights
        curve = (table * (counts * chance * (1 - chance))[:, None]).T @ table + np.diag(penalty)
        weights += (1.0 if step < 30 else 0.5) * np.linalg.solve(curve, slope)
        weights[:-1][only_against & (weights[:-1] > 0)] = 0.0
    return weights


if __name__ == "__main__":
    main()
