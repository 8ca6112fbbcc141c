"""Work that may wait until an answer has left: a few pieces at a time, and never too many."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any

Work = Callable[[], Coroutine[Any, Any, None]]

_log = logging.getLogger(__name__)
# The answer's last bytes go first.
_PAUSE_S = 0.05
# For each that runs so many may wait: what a busy hour leaves is not worked off all night.
_WAITING = 16


class Afterwards:
    """Runs pieces of work `at_once`; what goes wrong in one reaches nobody but the log."""

    def __init__(self, at_once: int = 2) -> None:
        self._at_once = at_once
        self._running: set[asyncio.Task[None]] = set()
        self._waiting: deque[Work] = deque()

    def start(self, work: Work) -> bool:
        """Take a piece of work without waiting for it; False where too much waits already."""
        if len(self._running) < self._at_once:
            self._begin(work)
        elif len(self._waiting) < _WAITING * self._at_once:
            self._waiting.append(work)
        else:
            return False
        return True

    async def done(self) -> None:
        """Wait until nothing is left to do."""
        while self._running:
            await asyncio.wait(set(self._running))
            await asyncio.sleep(0)  # the next one begins when the ended one is noticed

    async def close(self) -> None:
        """Cancel what runs, and forget what waits."""
        self._waiting.clear()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _begin(self, work: Work) -> None:
        # In a context of its own: the request's deadline, budget and watchers end with the request.
        task = asyncio.get_running_loop().create_task(_later(work), context=Context())
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("Work behind an answer failed.", exc_info=error)
        if self._waiting:
            self._begin(self._waiting.popleft())


async def _later(work: Work) -> None:
    await asyncio.sleep(_PAUSE_S)
    await work()
