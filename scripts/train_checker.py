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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.claims import made
from benchmarks.common import rows
from scripts.answered import answers
from scripts.trees import grow
from trivium import Passage
from trivium.adapters.base import Parts
from trivium.adapters.checkers import _model
from trivium.adapters.checkers._choose import choose, places
from trivium.adapters.checkers._claim import Said
from trivium.adapters.checkers._near import nearness, to_encode
from trivium.adapters.checkers._signs import Weighed
from trivium.adapters.load import load

_FILE = Path(_model.__file__).with_name("weights.json")
_PAIRS = Path(__file__).with_name("pairs.jsonl")
_WEIGHTS = {"nq": 1.0, "pairs": 1.0, "wice": 0.5, "lara": 0.5}  # of the sources of the trees
_REWORDED = {"wice": 1.0, "lara": 0.5}  # of those of the logistic model
_PENALISED = {"pairs": 1.0, "wice": 1.0, "lara": 0.5, "nq": 0.3}  # of those of its penalties
_STRICTER = 0.3  # taken from the trees' bias: a made-up sentence is worse than a good one lost
_EVERY = 2  # of the NQ passages
_PENALTY = 0.03  # on the logistic model's squared weights, per row

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


def _claims(data: Path) -> Iterator[tuple[str, str, Sequence[str], bool]]:
    for one in made(data, every=_EVERY):
        if one.trained_on:
            yield "nq", one.claim, one.evidence, one.true
    for pair in map(json.loads, _PAIRS.read_text(encoding="utf-8").splitlines()):
        yield from (("pairs", claim, pair["evidence"], True) for claim in pair["true"])
        yield from (("pairs", claim, pair["evidence"], False) for _, claim in pair["false"])
    for answer in answers(data):
        yield "lara", answer.claim, answer.evidence, answer.right
    for row in rows(data / "wice.jsonl.gz"):
        if row["split"] == "dev":
            yield "wice", row["claim"], row["evidence"], row["label"] == "supported"


async def look(claims: Sequence[tuple[str, str, Sequence[str], bool]]) -> list[Row]:
    """Return the signs of the claims, vectors included."""
    embedder: Any = load("embedders", "embedded").connect(Parts(home=Path()))
    found: list[Row] = []
    for source, claim, evidence, true in claims:
        said = Said(claim)
        chosen = choose(said, places([_passage(n, text) for n, text in enumerate(evidence)]))
        near = nearness(said, chosen, await embedder.tokens(to_encode(said, chosen)))
        if near:
            found.append(Row(source, {**Weighed(said, chosen).signs(), **near}, true))
    return found


def _passage(number: int, text: str) -> Passage:
    return Passage(
        id=str(number), document_id="", version="", ordinal=number, start=0, end=len(text),
        text=text,
    )  # fmt: skip


def fit(found: Sequence[Row]) -> dict[str, Any]:
    """Fit both models with and without the signs that need vectors."""
    fitted: dict[str, Any] = {}
    for known in ("words", "vectors"):
        other = _other(found, known)
        fitted[known] = {**_same(found, known), **other, **_penalties(found, known, other)}
    return fitted


def _same(found: Sequence[Row], known: _model.Known) -> dict[str, Any]:
    chosen = [row for row in found if row.source in _WEIGHTS]
    table = _table(chosen, _model.names(known))
    right = np.array([row.true for row in chosen], np.float64)
    bias, trees = grow(table, right, _balanced(chosen, _WEIGHTS))
    return {"bias": round(bias - _STRICTER, 5), "trees": trees}


def _other(found: Sequence[Row], known: _model.Known) -> dict[str, Any]:
    chosen = [row for row in found if row.source in _REWORDED]
    names = _model.reworded_names(known)
    table = _table(chosen, names)
    mean, spread = table.mean(axis=0), table.std(axis=0)
    right = np.array([row.true for row in chosen], np.float64)
    weights = _logistic((table - mean) / spread, right, _balanced(chosen, _REWORDED))
    scaled = weights[:-1] / spread
    return {
        "reworded": dict(zip(names, scaled.round(5).tolist(), strict=True)),
        "reworded_bias": round(float(weights[-1] - scaled @ mean), 5),
    }


def _penalties(found: Sequence[Row], known: _model.Known, other: dict[str, Any]) -> dict[str, Any]:
    """Fit what is taken from the logistic model's score, never less than 0, by slow steps."""
    chosen = [row for row in found if row.source in _PENALISED]
    table, counts = _table(chosen, _model.PENALTIES), _balanced(chosen, _PENALISED)
    right = np.array([row.true for row in chosen], np.float64)
    weights = np.array([other["reworded"][name] for name in _model.reworded_names(known)])
    score = _table(chosen, _model.reworded_names(known)) @ weights + other["reworded_bias"]
    taken, bias = np.zeros(table.shape[1]), 0.0
    for _ in range(3000):
        wrong = counts * (right - 1.0 / (1.0 + np.exp(table @ taken - score - bias)))
        taken = np.maximum(0.0, taken - 0.3 * (table.T @ wrong / len(table) + _PENALTY * taken))
        bias += 0.3 * wrong.mean()
    return {
        "penalties": dict(zip(_model.PENALTIES, taken.round(5).tolist(), strict=True)),
        "reworded_bias": other["reworded_bias"] + _anew(chosen, score - table @ taken),
    }


def _anew(chosen: Sequence[Row], score: Floats) -> float:
    """Return what to add to the scores of other wordings so that half of what they weigh holds."""
    rows = [n for n, row in enumerate(chosen) if row.source in _REWORDED]
    counts = _balanced([chosen[n] for n in rows], _REWORDED)
    right = np.array([chosen[n].true for n in rows], np.float64)
    bias = 0.0
    for _ in range(500):
        bias += float(np.mean(counts * (right - 1.0 / (1.0 + np.exp(-score[rows] - bias)))))
    return round(bias, 5)


def _table(found: Sequence[Row], names: Sequence[str]) -> Floats:
    return np.array([[row.signs[name] for name in names] for row in found], np.float64)


def _balanced(found: Sequence[Row], sources: dict[str, float]) -> Floats:
    """Give each source its weight, half of it to what is true and half to what is not."""
    kinds = [(row.source, row.true) for row in found]
    weights = [sources[source] / kinds.count((source, true)) for source, true in kinds]
    return np.array(weights) / np.mean(weights)


def _logistic(table: Floats, right: Floats, counts: Floats) -> Floats:
    """Fit by Newton's method; the last weight is the bias."""
    table = np.hstack([table, np.ones((len(table), 1))])
    penalty = np.full(table.shape[1], _PENALTY * len(table))
    penalty[-1] = 0.0
    weights = np.zeros(table.shape[1])
    for _ in range(30):
        chance = 1.0 / (1.0 + np.exp(-table @ weights))
        slope = table.T @ (counts * (right - chance)) - penalty * weights
        curve = (table * (counts * chance * (1 - chance))[:, None]).T @ table + np.diag(penalty)
        weights += np.linalg.solve(curve, slope)
    return weights


if __name__ == "__main__":
    main()
