"""Work on the next items while one is being stored, and on no more than that."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def ahead(
    items: Iterable[T], work: Callable[[T], Awaitable[R]], *, tasks: int
) -> AsyncIterator[tuple[T, R]]:
    """Yield each item with its result, in order; at most `tasks` of them are in hand at a time."""
    waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
    try:
        for item in items:
            waiting.append((item, asyncio.ensure_future(work(item))))
            if len(waiting) >= tasks:
                first, result = waiting.popleft()
                yield first, await result
        while waiting:
            first, result = waiting.popleft()
            yield first, await result
    finally:
        for _, result in waiting:
            result.cancel()
