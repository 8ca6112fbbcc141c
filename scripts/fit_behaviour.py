"""Learn from the written kinds when a request is for a contract, and write behaviour.json."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trivium.adapters.base import Parts
from trivium.adapters.classifiers._behaviour import (
    WEIGHTS,
    Asked,
    Promise,
    as_passages,
    promise,
    traits_of,
)
from trivium.adapters.classifiers._heads import Kind, kinds, lessons
from trivium.adapters.classifiers._shape import Head, examples, fit
from trivium.adapters.load import load

FOLDS = 5
# How many examples a contract brings, in turn, and how often each kind is dealt anew.
SUPPORT = (3, 5, 6)
# An example of the general part that is nearer than this may well be for the contract.
NEAR = {"none": 0.25, "look_up": 0.4, "whole": 0.5, "compare": 0.5}
OTHERS = 24
GENERAL = 80
# What is on the topics of a contract and not for it is the harder part: it counts so many times.
BESIDE = 4
RIDGE = 3.0
Row = tuple[int, bool, list[float]]


class Deal:
    """Deals contracts with a few examples, and requests for them and for others."""

    def __init__(self, vectors: dict[str, Any] | None, seed: int = 0) -> None:
        self._vectors = vectors
        self._random = np.random.default_rng(seed)
        self._kinds, self._general = kinds(), examples()
        self._fold = {kind.name: i % FOLDS for i, kind in enumerate(self._shuffled(self._kinds))}
        self._heads = [self._head(fold) for fold in range(FOLDS)]

    def rows(self) -> Iterator[Row]:
        """Yield fold, whether the request is for the contract, and the traits."""
        for kind in self._kinds:
            for support in SUPPORT:
                dealt = self._shuffled(kind.requests)
                yield from self._contract(kind, dealt[:support], dealt[support:])

    def _contract(self, kind: Kind, examples: list[str], rest: list[str]) -> Iterator[Row]:
        fold = self._fold[kind.name]
        head = self._heads[fold]
        made = promise(examples, head, self._of([*examples, kind.purpose]))
        for text in rest:
            yield fold, True, traits_of(self._asked(text, head), made, head)
        for text in self._negatives(kind, made):
            yield fold, False, traits_of(self._asked(text, head), made, head)

    def _negatives(self, kind: Kind, made: Promise) -> Iterator[str]:
        for _ in range(BESIDE):
            yield from kind.beside
        for other in self._shuffled([k for k in self._kinds if k.group != kind.group])[:OTHERS]:
            yield self._shuffled(other.requests)[0]
        held_back = [
            row for i, row in enumerate(self._general) if i % FOLDS == self._fold[kind.name]
        ]
        for text, shape in self._shuffled(held_back)[:GENERAL]:
            vectors = made.vectors
            if self._vectors is None or vectors is None:
                yield text
            elif (vectors[:-1] @ self._vectors[text]).max() < NEAR[shape]:
                yield text

    def _head(self, fold: int) -> Head:
        """Fit without the kinds of the fold and a fifth of the examples."""
        own = {text for k in self._kinds if self._fold[k.name] == fold for text in k.requests}
        general = [row for i, row in enumerate(self._general) if i % FOLDS != fold]
        asked = [row for row in lessons()[len(self._general) :] if row[0] not in own]
        rows = [*general, *asked]
        return fit(rows, self._of([text for text, _ in rows]), general=len(general))

    def _asked(self, text: str, head: Head) -> Asked:
        if self._vectors is None:
            return Asked(text=text, shapes=head(text, None))
        near = head.near(self._vectors[text])
        return Asked(text=text, shapes=head(text, near), vector=self._vectors[text], near=near)

    def _of(self, texts: list[str]) -> Any:
        return None if self._vectors is None else np.stack([self._vectors[t] for t in texts])

    def _shuffled(self, of: Any) -> Any:
        return [of[i] for i in self._random.permutation(len(of))]


def logistic(traits: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Fit a ridge logistic regression, both sides weighing the same; the bias comes last."""
    mean, deviation = traits.mean(0), traits.std(0) + 1e-6
    given = np.hstack([(traits - mean) / deviation, np.ones((len(traits), 1))])
    ridge = np.eye(given.shape[1]) * RIDGE
    ridge[-1, -1] = 1e-3
    weight = np.where(right, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    factors = np.zeros(given.shape[1])
    for _ in range(25):
        odds = 1 / (1 + np.exp(-given @ factors))
        slope = given.T @ ((odds - right) * weight) + ridge @ factors
        bend = (given * (odds * (1 - odds) * weight)[:, None]).T @ given + ridge
        factors -= np.linalg.solve(bend, slope)
    factors[:-1] /= deviation
    factors[-1] -= factors[:-1] @ mean
    return factors


def learn(vectors: dict[str, Any] | None) -> list[float]:
    """Fit, and print how well kinds that were left out are told apart."""
    rows = list(Deal(vectors).rows())
    folds, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    traits = np.array([row[2] for row in rows])
    odds = np.zeros(len(rows))
    for fold in range(FOLDS):
        factors = logistic(traits[folds != fold], right[folds != fold])
        odds[folds == fold] = traits[folds == fold] @ factors[:-1] + factors[-1]
    print(
        f"{len(rows)} rows: kept {(odds > 0)[right].mean():.3f}, "
        f"refused {(odds < 0)[~right].mean():.3f}"
    )
    return [round(float(f), 4) for f in logistic(traits, right)]


def main() -> None:
    """Write the weights with vectors, and on words alone."""
    embedder = load("embedders", "embedded").connect(Parts(home=Path()))
    texts = [text for text, _ in examples()]
    for kind in kinds():
        texts += [*kind.requests, *kind.beside, kind.purpose]
    embedded = asyncio.run(embedder.passages(as_passages(tuple(texts))))
    vectors = {text: row.vector for text, row in zip(texts, embedded, strict=True)}
    weights = {"words": learn(None), "vectors": learn(vectors)}
    WEIGHTS.write_text(json.dumps(weights) + "\n")


if __name__ == "__main__":
    main()
