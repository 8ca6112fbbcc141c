"""Vectors that come from somebody else's model: scaled to length 1, in batches, looked at first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from .._pause import Pause
from ..errors import Upstream
from ..terms import Embedded, Passage

if TYPE_CHECKING:
    from ..terms import Matrix

_HEADING_CHARACTERS = 200


def at_once(name: str) -> Pause:
    """Make a pause after the first failure: one question asks for its vector several times."""
    return Pause(name, after=1, seconds=5.0)


def as_text(passage: Passage, *, most: int) -> str:
    """Return what is searched of a passage, cut to `most` characters; a blank text becomes `.`.

    Vendors refuse blank texts and half characters.
    """
    return clean(passage.lead(_HEADING_CHARACTERS) + passage.text, most=most)


def clean(text: str, *, most: int) -> str:
    """Cut a text and make it one that can be sent."""
    sent = text[:most].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return sent if sent.strip() else "."


def unit_rows(rows: object, count: int, dimensions: int, name: str) -> Matrix:
    """Return the vectors with length 1, as (count, dimensions); 0 dimensions stand for any.

    Raises `Upstream` for an answer of another shape, or with a vector that has no direction.
    """
    import numpy as np

    try:
        matrix: Matrix = np.asarray(rows, np.float32)
    except (ValueError, TypeError):
        raise Upstream(f"{name} answered with something that is no table of numbers.") from None
    wanted = (count, dimensions or (matrix.shape[1] if matrix.ndim == 2 else 1))
    if matrix.shape != wanted or not matrix.size:
        raise Upstream(f"{name} answered with vectors of shape {matrix.shape}, not {wanted}.")
    lengths = np.linalg.norm(matrix.astype(np.float64), axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise Upstream(f"{name} answered with a vector that has no direction.")
    scaled: Matrix = (matrix / lengths).astype(np.float32)
    return scaled


async def in_batches(
    passages: Sequence[Passage],
    embed: Callable[[Sequence[Passage]], Awaitable[Matrix]],
    *,
    size: int,
    at_once: int,
) -> list[Embedded]:
    """Embed `size` passages a request, `at_once` requests at a time, in the given order."""
    free = asyncio.Semaphore(at_once)

    async def batch(some: Sequence[Passage]) -> list[Embedded]:
        async with free:
            rows = await embed(some)
        return [Embedded(id=p.id, vector=row.copy()) for p, row in zip(some, rows, strict=True)]

    starts = range(0, len(passages), size)
    tasks = [asyncio.create_task(batch(passages[i : i + size])) for i in starts]
    try:
        found = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    return [embedded for part in found for embedded in part]
