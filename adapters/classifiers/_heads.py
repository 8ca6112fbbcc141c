"""The heads that ship, and the requests to tuned models that they and the matching learn from."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..terms import Shape
from ._shape import Head, examples

if TYPE_CHECKING:
    from ..terms import Matrix

KINDS = Path(__file__).parent / "kinds.jsonl"
HEADS = Path(__file__).parent / "shape.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A behaviour that somebody could tune a model for, with requests for it.

    `shape` is what its requests need of documents; `alone` says whether one shows that without the
    others; kinds of one `group` are so near that a request may go to either. What is `beside` is on
    its topics and not for it.
    """

    name: str
    purpose: str
    shape: Shape
    group: str
    alone: bool
    requests: tuple[str, ...]
    beside: tuple[str, ...] = ()


def kinds() -> list[Kind]:
    """Read the written kinds."""
    rows = map(json.loads, KINDS.read_text(encoding="utf-8").splitlines())
    lists = ("requests", "beside")
    return [Kind(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows]


def lessons() -> list[tuple[str, Shape]]:
    """Return what the heads are fitted to: the examples first, then the kinds' requests."""
    asked = [(text, kind.shape) for kind in kinds() if kind.alone for text in kind.requests]
    return [*examples(), *asked]


def shipped() -> dict[str, Head]:
    """Read the heads that ship: "" on words alone, and one by the name of its embedder."""
    import numpy as np

    with np.load(HEADS, allow_pickle=False) as kept:
        parts = {name: kept[name] for name in kept.files}
    words = {name: row for row, name in enumerate(bytes(parts["words"]).decode().split("\n"))}
    cues = parts["cues"].astype(np.float32)
    name = bytes(parts["embedder"]).decode()
    plain = Head(
        cues=cues,
        votes=parts["plain_votes"].astype(np.float32),
        words=words,
        weights=parts["plain_weights"].astype(np.float32),
        general=parts["general"],
    )
    near = replace(
        plain,
        votes=parts["votes"].astype(np.float32),
        weights=parts["weights"].astype(np.float32),
        vectors=_unit(parts["vectors"].astype(np.float32)),
    )
    return {"": plain, name: near}


def store(plain: Head, near: Head, embedder: str) -> None:
    """Write both heads to one file, the vectors in a byte a number."""
    import numpy as np

    assert near.vectors is not None
    scale = 127 / np.abs(near.vectors).max(1, keepdims=True)
    np.savez_compressed(
        HEADS,
        embedder=np.frombuffer(embedder.encode(), np.uint8),
        words=np.frombuffer("\n".join(near.words).encode(), np.uint8),
        general=near.general,
        cues=near.cues.astype(np.float16),
        vectors=np.rint(near.vectors * scale).astype(np.int8),
        votes=near.votes.astype(np.float16),
        weights=near.weights.astype(np.float16),
        plain_votes=plain.votes.astype(np.float16),
        plain_weights=plain.weights.astype(np.float16),
    )


def _unit(rows: Matrix) -> Matrix:
    import numpy as np

    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
