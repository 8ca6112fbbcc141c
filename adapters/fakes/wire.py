"""HTTP/1.1 on this machine, small enough that an answer can be broken off on purpose."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

_LONGEST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent; `headers` by their names in lower case, `body` as JSON or empty."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class Wire:
    """The way back to the client: an answer goes `whole`, or `begin`, `push` ..., `end`."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def whole(
        self, status: int, text: str, headers: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> None:
        """Send an answer with its length; `cut` breaks off in its middle."""
        body = text.encode()
        lines = {"Content-Type": "application/json", **(headers or {})}
        self._head(status, {**lines, "Content-Length": str(len(body))})
        self._writer.write(body[: len(body) // 2] if cut else body)
        await self._writer.drain()
        if cut:
            self.drop()

    async def begin(self) -> None:
        """Start a stream of events."""
        self._head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})
        await self._writer.drain()

    async def push(self, text: str) -> None:
        """Send a piece of the stream; raises `ConnectionError` when the client went away."""
        body = text.encode()
        self._writer.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        await self._writer.drain()

    async def end(self) -> None:
        """End the stream in order."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def drop(self) -> None:
        """Close the connection, whatever the client still waits for."""
        self._writer.close()

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"HTTP/1.1 {status} {_PHRASES.get(status, '')}\r\n{lines}\r\n".encode())


_PHRASES = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 429: "Too Many Requests"}
Handler = Callable[[Request, Wire], Awaitable[None]]


class Listener:
    """Serves `handler` at `url` from a thread with a loop of its own, between open and close."""

    def __init__(self, handler: Handler, *, port: int = 0) -> None:
        self._handler = handler
        self._port = port
        self._ready = Event()
        self._failed: OSError | None = None
        # A loop holds its tasks weakly, and one that hangs for ever is held by nothing else.
        self._clients: set[object] = set()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.url = ""

    def open(self) -> None:
        """Listen; raises `OSError` when the port is taken."""
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise self._failed

    def close(self) -> None:
        """Hang up on everybody."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        try:
            server = await asyncio.start_server(self._client, "127.0.0.1", self._port)
        except OSError as error:
            self._failed = error
            self._ready.set()
            return
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._clients.add(task)
        try:
            while not writer.is_closing():
                await self._handler(await _read(reader), Wire(writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # Clients that go away, and a server that closes, are what some tests are about.
        finally:
            writer.transport.abort()
            self._clients.discard(task)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    size = min(int(headers.get("content-length", 0)), _LONGEST)
    body = await reader.readexactly(size)
    return Request(method, path.partition("?")[0], headers, json.loads(body) if body else {})
