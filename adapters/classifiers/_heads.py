"""The heads that ship, and the requests to tuned models that they and the matching learn from."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..terms import Shape
from ._shape import Head, examples

if TYPE_CHECKING:
    from ..terms import Matrix

KINDS = Path(__file__).parent / "kinds.jsonl"
HEADS = Path(__file__).parent / "shape.json"


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
    """Read the heads that ship: "" on words alone, and one by the name of its embedder.

    They are kept without NumPy's own header, which is parsed as Python: CPython 3.11 fails where
    two threads do so at once, and LangGraph does while it compiles a graph.
    """
    import numpy as np

    kept = json.loads(HEADS.read_text(encoding="utf-8"))
    arrays = {name: _array(written) for name, written in kept["arrays"].items()}
    rows = {name: array.astype(np.float32) for name, array in arrays.items()}
    plain = Head(
        cues=rows["cues"],
        votes=rows["plain_votes"],
        words={name: row for row, name in enumerate(kept["words"])},
        weights=rows["plain_weights"],
        general=arrays["general"],
    )
    near = replace(
        plain, votes=rows["votes"], weights=rows["weights"], vectors=_unit(rows["vectors"])
    )
    return {"": plain, kept["embedder"]: near}


def store(plain: Head, near: Head, embedder: str) -> None:
    """Write both heads to one file, the vectors in a byte a number."""
    import numpy as np

    assert near.vectors is not None
    scale = 127 / np.abs(near.vectors).max(1, keepdims=True)
    arrays = {
        "general": near.general.astype(np.int8),
        "cues": near.cues.astype(np.float16),
        "vectors": np.rint(near.vectors * scale).astype(np.int8),
        "votes": near.votes.astype(np.float16),
        "weights": near.weights.astype(np.float16),
        "plain_votes": plain.votes.astype(np.float16),
        "plain_weights": plain.weights.astype(np.float16),
    }
    written = {name: _written(rows) for name, rows in arrays.items()}
    kept = {"embedder": embedder, "words": list(near.words), "arrays": written}
    HEADS.write_text(json.dumps(kept, ensure_ascii=False) + "\n", encoding="utf-8")


def _written(rows: Any) -> dict[str, Any]:
    data = b64encode(rows.tobytes()).decode()
    return {"type": rows.dtype.str, "shape": rows.shape, "data": data}


def _array(written: dict[str, Any]) -> Any:
    import numpy as np

    return np.frombuffer(b64decode(written["data"]), written["type"]).reshape(written["shape"])


def _unit(rows: Matrix) -> Matrix:
    import numpy as np

    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
