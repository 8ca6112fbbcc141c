"""Work on the next items while one is being stored, and on no more than that."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def ahead(
    items: Iterable[T], work: Callable[[T], Coroutine[Any, Any, R]], *, tasks: int
) -> AsyncGenerator[tuple[T, Awaitable[R]], None]:
    """Yield each item with the work on it, to be awaited; `tasks` at most are in hand at a time."""
    waiting: deque[tuple[T, asyncio.Task[R]]] = deque()
    try:
        for item in items:
            waiting.append((item, asyncio.create_task(work(item))))
            if len(waiting) >= tasks:
                yield waiting[0]
                waiting.popleft()
        while waiting:
            yield waiting[0]
            waiting.popleft()
    finally:
        for _, task in waiting:
            task.cancel()
        await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)
