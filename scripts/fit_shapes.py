"""Fit the classifier's heads to its examples and kinds, and write shape.json."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np

from trivium.adapters.base import Parts
from trivium.adapters.classifiers._behaviour import as_passages
from trivium.adapters.classifiers._heads import lessons, store
from trivium.adapters.classifiers._shape import examples, fit
from trivium.adapters.load import load


def main() -> None:
    """Write a head on words alone and one for the shipped encoder."""
    rows = lessons()
    embedder = load("embedders", "embedded").connect(Parts(home=Path()))
    embedded = asyncio.run(embedder.passages(as_passages(tuple(text for text, _ in rows))))
    vectors = np.stack([row.vector for row in embedded])
    general = len(examples())
    plain, near = fit(rows, general=general), fit(rows, vectors, general=general)
    store(plain, near, embedder.name)


if __name__ == "__main__":
    main()
