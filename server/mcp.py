"""/mcp: the Model Context Protocol over HTTP, for programs that use tools.

The protocol's package is loaded with the first request, for it takes a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..adapters.errors import Unavailable
from ..adapters.terms import Principal
from ..graph.library import Trivium
from .audit import note
from .limits import refuse_beyond_quota
from .principal import key_of, principal_of

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from mcp.server.mcpserver import Context

    from .mcp_tools import Asking

PATH = "/mcp"
_WHO = "trivium.principal"


class McpDoor:
    """An ASGI application that knows who asks, in front of the protocol's own."""

    def __init__(self, trivium: Trivium) -> None:
        self._trivium = trivium
        self._lock = asyncio.Lock()
        self._door: ASGIApp | None = None
        self._closing = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def route(self) -> Route:
        """The route that leads here; the protocol itself describes what it takes."""
        return Route(PATH, endpoint=self, include_in_schema=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of the protocol. Raises `NotKnown`, `Forbidden` or `Unavailable`."""
        request = Request(scope, receive)
        headers = request.headers
        key = await key_of(request, headers.get("authorization"))
        scope[_WHO] = await principal_of(
            request,
            key,
            headers.get("x-trivium-user"),
            headers.get("x-trivium-tenant"),
            headers.get("x-trivium-groups"),
        )
        async with self._lock:
            door = self._door or await self._open()
        await door(scope, receive, send)

    async def close(self) -> None:
        """End what is still going on."""
        self._closing.set()
        if self._running is not None:
            await asyncio.wait((self._running,))

    async def _open(self) -> ASGIApp:
        server = await asyncio.to_thread(_server, self._trivium)
        # The guard in front of the whole application looks at Host and Origin already.
        self._door = server.streamable_http_app(
            streamable_http_path=PATH, stateless_http=True, host=""
        )
        begun = asyncio.Event()
        self._running = asyncio.create_task(self._run(server, begun), name="trivium-mcp")
        await begun.wait()
        return self._door

    async def _run(self, server: MCPServer, begun: asyncio.Event) -> None:
        async with server.session_manager.run():
            begun.set()
            await self._closing.wait()


@dataclass(frozen=True, slots=True)
class OverHttp:
    """Whoever the request's key stands for."""

    trivium: Trivium

    def who(self, context: Context[Any, Any]) -> Principal:
        """Tell who asks."""
        who: Principal = _request(context).scope[_WHO]
        return who

    async def may_ask(self, context: Context[Any, Any]) -> None:
        """Raise `TooMany` where no further question may be asked."""
        await refuse_beyond_quota(self.trivium, self.who(context), _request(context).state.key)

    def note(self, context: Context[Any, Any], read: Iterable[str], receipt: str = "") -> None:
        """Write down which documents were shown."""
        note(_request(context), read=read, receipt=receipt)


@dataclass(frozen=True, slots=True)
class Here:
    """Whoever started this process: the principal of the settings."""

    trivium: Trivium

    def who(self, context: Context[Any, Any]) -> Principal:
        """Tell who asks."""
        return self.trivium.settings.principal

    async def may_ask(self, context: Context[Any, Any]) -> None:
        """Ask as much as you like."""

    def note(self, context: Context[Any, Any], read: Iterable[str], receipt: str = "") -> None:
        """Nobody is watched at their own machine."""


async def serve_stdio(trivium: Trivium) -> None:
    """Speak the protocol over standard input and output, for the principal of the settings."""
    await _tools()(trivium, Here(trivium)).run_stdio_async()


def _server(trivium: Trivium) -> MCPServer:
    return _tools()(trivium, OverHttp(trivium))


def _request(context: Context[Any, Any]) -> Request:
    request = context.request_context.request
    assert isinstance(request, Request)
    return request


def _tools() -> Callable[[Trivium, Asking], MCPServer]:
    try:
        from sse_starlette.sse import AppStatus

        from .mcp_tools import mcp_server
    except ModuleNotFoundError as error:
        raise Unavailable(
            "The Model Context Protocol needs a package that is not there: "
            "pip install 'trivium[mcp]'."
        ) from error
    # It would end the answers of every server in this process once one of them was stopped.
    AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]
    return mcp_server
