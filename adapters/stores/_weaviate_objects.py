"""What is written to Weaviate and read from it, free of its client's types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from uuid import UUID

    from weaviate.collections.classes.data import DataObject

T = TypeVar("T")

_BATCH = 100  # objects written at a time
_BATCH_CHARS = 4_000_000


@dataclass(frozen=True, slots=True)
class Object:
    """Something to be written: its id, properties and, where there is one, its vector."""

    uuid: UUID
    properties: Mapping[str, Any]
    vector: Sequence[float] | None = None

    @property
    def size(self) -> int:
        """About how many characters it has."""
        texts = ("text", "words", "piece", "sentences", "pages")
        return sum(len(self.properties.get(name) or "") for name in texts) + 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """An object that was read."""

    uuid: UUID
    row: Mapping[str, Any]
    vector: Sequence[float] = ()
    score: float = 0.0
    explained: str = ""
    distance: float | None = None
    consistent: bool = False


def written(one: Object) -> DataObject[Any, None]:
    """Return an object as the client takes it."""
    from weaviate.classes.data import DataObject

    vector = None if one.vector is None else list(one.vector)
    return DataObject(properties=dict(one.properties), uuid=one.uuid, vector=vector)


def found_in(one: Any) -> Found:
    """Read what the client returns."""
    meta = one.metadata
    return Found(
        uuid=one.uuid,
        row=one.properties,
        vector=one.vector.get("default", ()) if one.vector else (),
        score=(meta.score or 0.0) if meta else 0.0,
        explained=(meta.explain_score or "") if meta else "",
        distance=meta.distance if meta else None,
        consistent=bool(meta and meta.is_consistent),
    )


def batches(objects: Sequence[Object]) -> list[list[Object]]:
    """Cut what is to be written so that no message is too large."""
    batches: list[list[Object]] = []
    room = 0
    for one in objects:
        if not batches or len(batches[-1]) >= _BATCH or room < one.size:
            batches.append([])
            room = _BATCH_CHARS
        batches[-1].append(one)
        room -= one.size
    return batches


def chunks(values: list[T], size: int) -> list[list[T]]:
    """Cut a list into pieces."""
    return [values[start : start + size] for start in range(0, len(values), size)]
