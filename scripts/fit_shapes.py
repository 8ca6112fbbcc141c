"""Fit the classifier's heads to adapters/classifiers/examples.jsonl and write shape.json."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from trivium.adapters.base import Parts
from trivium.adapters.classifiers._behaviour import as_passages
from trivium.adapters.classifiers._shape import HEADS, Head, examples, fit
from trivium.adapters.load import load


def main() -> None:
    """Write a head on words alone and one for the shipped encoder."""
    rows = examples()
    embedder = load("embedders", "embedded").connect(Parts(home=Path()))
    embedded = asyncio.run(embedder.passages(as_passages(tuple(text for text, _ in rows))))
    heads = {"": fit(rows), embedder.name: fit(rows, [row.vector for row in embedded])}
    HEADS.write_text(json.dumps({name: plain(head) for name, head in heads.items()}) + "\n")


def plain(head: Head) -> dict[str, Any]:
    """Round to what makes a difference."""
    weights = [[round(float(w), 3) for w in row] for row in head.weights]
    return {"weights": weights, "bias": [round(float(b), 3) for b in head.bias]}


if __name__ == "__main__":
    main()
