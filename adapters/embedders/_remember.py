"""An embedder that embeds the same question once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..base import Embedder
from ..price import is_local
from ..terms import Embedded, Passage

if TYPE_CHECKING:
    from ..terms import Vector

    _Key = tuple[asyncio.AbstractEventLoop, str]


class RememberingEmbedder:
    """Keeps the vectors of the last `size` questions; equal ones at one time share the work.

    The vectors handed out are read-only, because they are shared.
    """

    def __init__(self, embedder: Embedder, *, size: int = 256) -> None:
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.local = is_local(embedder)
        self._embedder = embedder
        self._size = size
        self._known: OrderedDict[str, Vector] = OrderedDict()
        # By loop too: a script may run one loop after another with the same embedder.
        self._running: dict[_Key, asyncio.Task[Vector]] = {}

    async def query(self, text: str) -> Vector:
        """Return the remembered vector, or embed; one asker giving up does not stop the others."""
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
            return known
        key = (asyncio.get_running_loop(), text)
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._embed(text))
            self._running[key] = task
            task.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(task)

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """Embed passages, which are not remembered: the store keeps them."""
        embedded = await self._embedder.passages(passages)
        self.dimensions = self._embedder.dimensions
        return embedded

    def forget(self) -> None:
        """Forget every question."""
        self._known.clear()

    async def close(self) -> None:
        """Close the embedder within, if it holds something open."""
        if hasattr(self._embedder, "close"):
            await self._embedder.close()

    async def _embed(self, text: str) -> Vector:
        vector = await self._embedder.query(text)
        vector.setflags(write=False)
        self.dimensions = self._embedder.dimensions
        self._known[text] = vector
        if len(self._known) > self._size:
            self._known.popitem(last=False)
        return vector

    def _finish(self, key: _Key, done: asyncio.Task[Vector]) -> None:
        del self._running[key]
        if not done.cancelled():
            # Looked at here, or asyncio would complain when every asker has gone before a failure.
            done.exception()
