"""Fit the weights of the embedded answerer, and count what words are worth, from public data.

Writes `weights.json` and `worths.json` beside the answerer. Six tenths of the NQ questions are
fitted to, chosen by hash; `benchmarks/answers.py` measures on the others.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import nq
from benchmarks.common import rows
from trivium import Passage
from trivium.adapters._text import STOP, words
from trivium.adapters.answerers._evidence import Asked
from trivium.adapters.answerers._features import OF_SENTENCE, Look, look
from trivium.adapters.answerers._model import OF_QUESTION, of_question
from trivium.adapters.base import Parts
from trivium.adapters.load import load
from trivium.adapters.terms import Embedded, Query, Scope

Floats = NDArray[np.float64]

_FOLDER = Path(__file__).parents[1] / "adapters" / "answerers"
_KEEP = 8
# The share of the answerable questions that are to be answered.
_KEPT = 0.925
# Another passage that holds a right answer may do so by chance.
_BY_CHANCE = 0.3
# By hand: NQ has no tables, and its names are known to the encoder; those of a company are not, and
# a sentence with every word of the question is all there is to find them by.
_BY_HAND = {"sentence": {"names_row": 3.0}, "question": {"names_row": 1.5, "covers_all": 0.8}}
# A word in one piece of a thousand characters in a thousand, or rarer, is worth 1.
_RARE = 0.001
_PIECE = 1000
_PIECES = 120  # of a document, lest the long ones decide what is common


@dataclass(frozen=True, slots=True)
class Case:
    """A question's view of evidence; `right` says how much each sentence answers it."""

    seen: Look
    right: Floats


def main() -> None:
    """Fit both models with and without vectors, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument("--keep", type=Path, required=True, help="keep the corpus in this folder")
    parser.add_argument("--worths", action="store_true", help="count the worths of words anew, too")
    given = parser.parse_args()
    if given.worths:
        _write("worths.json", worths(given.data))
    given.keep.mkdir(parents=True, exist_ok=True)
    found = asyncio.run(_found(given.data, given.keep))
    fitted = {name: fit([case(*one, dense=name == "vectors") for one in found])
              for name in ("vectors", "words")}  # fmt: skip
    _write("weights.json", fitted)


def worths(data: Path) -> dict[str, str]:
    """Return the common words by their worth in tenths: 0 in every text, 9 in few."""
    counts: Counter[str] = Counter()
    total = 0
    for piece in _pieces(data):
        counts.update(set(words(piece)))
        total += 1
    found: dict[str, list[str]] = {}
    for word, count in counts.items():
        tenths = round(10 * min(1.0, math.log(total / count) / math.log(1 / _RARE)))
        if tenths < 10 and len(word) > 1 and word.isascii() and word.isalpha() and word not in STOP:
            found.setdefault(str(tenths), []).append(word)
    return {tenths: " ".join(sorted(found[tenths])) for tenths in sorted(found)}


def _pieces(data: Path) -> Iterator[str]:
    for row in rows(data / "lara" / "documents.jsonl.gz"):
        starts = range(0, len(row["text"]), _PIECE)[:_PIECES]
        yield from (row["text"][start : start + _PIECE] for start in starts)
    yield from (row["passage"] for row in rows(data / nq.FILE))


Found = tuple[nq.Asked, NDArray[np.float32], list[Passage], Mapping[str, Embedded]]


async def _found(data: Path, home: Path) -> list[Found]:
    """Search for every question to be fitted to; with vectors of what was found."""
    parts = Parts(home=home)
    embedder = load("embedders", "embedded").connect(parts)
    store = load("stores", "embedded").connect(parts)
    asked = nq.questions(data)
    await nq.fill(store, embedder, asked, home)
    found: list[Found] = []
    for one in asked:
        if one.trained_on:
            vector = await embedder.query(one.question)
            query = Query(text=one.question, vector=vector)
            passages = [hit.passage for hit in await store.search(query, Scope(), limit=40)]
            known = await store.sentences(Scope(), [passage.id for passage in passages])
            found.append((one, vector, passages, known))
    await store.close()
    return found


def case(
    one: nq.Asked,
    vector: NDArray[np.float32],
    passages: Sequence[Passage],
    known: Mapping[str, Embedded],
    *,
    dense: bool,
) -> tuple[Case, Case]:
    """Look at a question with its evidence, and with every passage that answers it dropped."""
    rest = [p for p in passages if p.id != one.gold.id and not one.answered_by(p.text)]
    seen, without = (
        look(Asked(one.question), dict(enumerate(some[:_KEEP])), vector if dense else None, known)
        for some in (passages, rest)
    )
    right = [
        one.answered_by(piece.text)
        * (1.0 if passages[piece.passage].id == one.gold.id else _BY_CHANCE)
        for piece in seen.pieces
    ]
    return Case(seen, np.array(right)), Case(without, np.zeros(len(without.pieces)))


def fit(cases: Sequence[tuple[Case, Case]]) -> dict[str, Any]:
    """Fit which sentence answers, then whether one does; print how well on the same cases."""
    ranking = fit_ranking([one for one, _ in cases if one.right.max(initial=0.0) == 1.0])
    _set_by_hand(ranking, OF_SENTENCE, _BY_HAND["sentence"])
    there, gone = (
        np.array([of_question(c.seen, int((c.seen.table @ ranking).argmax())) for c in some])
        for some in zip(*cases, strict=True)
    )
    weights, bias = fit_deciding(there, gone)
    _set_by_hand(weights, OF_QUESTION, _BY_HAND["question"])
    threshold = float(np.quantile(there @ weights + bias, 1 - _KEPT))
    print(f"refused {np.mean(gone @ weights + bias < threshold):.3f} at {_KEPT} kept")
    return {
        "sentence": _named(OF_SENTENCE, ranking),
        "question": _named(OF_QUESTION, weights),
        "bias": round(bias, 3),
        "threshold": round(1 / (1 + math.exp(-threshold)), 3),
    }


def fit_ranking(cases: Sequence[Case]) -> Floats:
    """Fit weights so that the right sentences get most of a softmax over all of the evidence."""
    table = np.concatenate([one.seen.table for one in cases])
    spread = _spread(table)
    longest = max(len(one.right) for one in cases)
    inputs = np.zeros((len(cases), longest, len(OF_SENTENCE)))
    right, real = np.zeros((2, len(cases), longest))
    for row, one in enumerate(cases):
        inputs[row, : len(one.right)] = one.seen.table / spread
        right[row, : len(one.right)] = one.right
        real[row, : len(one.right)] = 1

    def slope(weights: Floats) -> Floats:
        scores = inputs @ weights - 1e9 * (1 - real)
        chance = np.exp(scores - scores.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        wanted = chance * right
        wanted /= wanted.sum(axis=1, keepdims=True)
        pull: Floats = np.einsum("rs,rsf->f", chance - wanted, inputs) / len(cases)
        return pull + 0.003 * weights

    return _descend(slope, len(OF_SENTENCE), steps=400) / spread


def fit_deciding(there: Floats, gone: Floats) -> tuple[Floats, float]:
    """Fit a logistic model whose every weight counts for an answer, never against it."""
    table = np.concatenate([there, gone])
    wanted = np.repeat([1.0, 0.0], [len(there), len(gone)])
    middle, spread = table.mean(axis=0), _spread(table)
    inputs = np.c_[(table - middle) / spread, np.ones(len(table))]
    decay = np.r_[np.full(len(OF_QUESTION), 0.001), 0.0]
    least = np.r_[np.zeros(len(OF_QUESTION)), -np.inf]

    def slope(weights: Floats) -> Floats:
        chance = 1 / (1 + np.exp(-(inputs @ weights)))
        pull: Floats = inputs.T @ (chance - wanted) / len(wanted)
        return pull + decay * weights

    weights = _descend(slope, inputs.shape[1], steps=3000, least=least)
    scaled = weights[:-1] / spread
    return scaled, float(weights[-1] - scaled @ middle)


def _descend(slope: Any, size: int, *, steps: int, least: Any = -np.inf) -> Floats:
    """Go down by Adam, with its usual constants."""
    weights, mean, square = np.zeros((3, size))
    for step in range(1, steps + 1):
        pull = slope(weights)
        mean = 0.9 * mean + 0.1 * pull
        square = 0.99 * square + 0.01 * pull**2
        move = mean / (1 - 0.9**step) / np.sqrt(square / (1 - 0.99**step) + 1e-12)
        weights = np.maximum(weights - 0.025 * move, least)
    return weights


def _set_by_hand(weights: Floats, names: Sequence[str], values: Mapping[str, float]) -> None:
    for name, value in values.items():
        weights[names.index(name)] = value


def _spread(table: Floats) -> Floats:
    spread: Floats = table.std(axis=0)
    spread[spread < 1e-6] = 1.0
    return spread


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def _write(name: str, content: object) -> None:
    (_FOLDER / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
