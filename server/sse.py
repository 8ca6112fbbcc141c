"""Server-sent events: frames, the pings between them, and an end when the reader leaves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from typing import Any, Generic, Protocol, TypeVar

from fastapi.responses import StreamingResponse
from starlette.types import Send

from ..adapters.errors import TriviumError
from .errors import body_of, unforeseen

PING_S = 10.0
PING = b": ping\n\n"
DONE = b"data: [DONE]\n\n"

T = TypeVar("T")


class Words(Protocol):
    """How a protocol ends a stream."""

    last: bytes  # what closes it, however it ended

    def failed(self, error: Mapping[str, Any]) -> Iterable[bytes]:
        """Return what is said of an error, given as the `error` of an error answer's body."""


def frame(data: Mapping[str, Any], name: str = "") -> bytes:
    """Write one event, under a name where the protocol gives its events names."""
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + json.dumps(data, separators=(",", ":")).encode() + b"\n\n"


class Feed(Generic[T]):
    """Runs a generator in a task of its own, so that one can wait for it with a limit."""

    def __init__(self, source: AsyncGenerator[T, None]) -> None:
        self._queue: asyncio.Queue[T | None] = asyncio.Queue()
        self._head: list[T] = []
        self._task = asyncio.create_task(self._pump(source))
        self._task.add_done_callback(self._end)

    @property
    def failure(self) -> BaseException | None:
        """What the source raised, if it has ended so."""
        ended = self._task.done() and not self._task.cancelled()
        return self._task.exception() if ended else None

    async def begin(self, within_s: float) -> None:
        """Wait for the first item; raises what the source raises before it has given one."""
        item = await self._next(within_s)
        if item is not None:
            self._head.append(item)
        elif self.failure is not None:
            raise self.failure

    async def items(self, every_s: float) -> AsyncGenerator[T | None, None]:
        """Yield the items, and None whenever there was none for `every_s` seconds.

        Ends with the source, whose `failure` can be looked at then; leaving the loop cancels it.
        """
        try:
            while True:
                item = self._head.pop() if self._head else await self._next(every_s)
                if item is None and self._task.done() and self._queue.empty():
                    return
                yield item
        finally:
            await self.close()

    async def close(self) -> None:
        """Cancel the source if it still runs."""
        self._task.cancel()
        # Not gather, which hands on a second cancellation and so breaks off the source's own end.
        await asyncio.wait((self._task,))

    async def _pump(self, source: AsyncGenerator[T, None]) -> None:
        async with aclosing(source):
            async for item in source:
                self._queue.put_nowait(item)

    def _end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            # A failure that nobody waits for any more counts as seen.
            task.exception()
        self._queue.put_nowait(None)

    async def _next(self, within_s: float) -> T | None:
        try:
            async with asyncio.timeout(within_s):
                return await self._queue.get()
        except TimeoutError:
            return None


class EventStream(StreamingResponse):
    """Sends a feed of frames with pings between them; what goes wrong is told in its words."""

    media_type = "text/event-stream"

    def __init__(
        self,
        feed: Feed[bytes],
        words: Words,
        *,
        headers: Mapping[str, str] | None = None,
        ping_s: float = PING_S,
    ) -> None:
        own = {"X-Accel-Buffering": "no", "Cache-Control": "no-cache", **(headers or {})}
        super().__init__(_told(feed, words, ping_s), headers=own)

    async def stream_response(self, send: Send) -> None:
        """Send everything; however that ends, the source is closed."""
        assert isinstance(self.body_iterator, AsyncGenerator)
        async with aclosing(self.body_iterator):
            await super().stream_response(send)


async def _told(feed: Feed[bytes], words: Words, ping_s: float) -> AsyncGenerator[bytes, None]:
    async with aclosing(feed.items(ping_s)) as items:
        async for item in items:
            yield PING if item is None else item
    if feed.failure is not None:
        for each in words.failed(_error(feed.failure)):
            yield each
    if words.last:
        yield words.last


def _error(failure: BaseException) -> Mapping[str, Any]:
    if isinstance(failure, TriviumError):
        return body_of(failure)["error"]
    return unforeseen(failure)["error"]
