"""What no request may do, before anything else looks at it: foreign hosts and pages, floods."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..adapters.errors import Forbidden, TooLarge
from ..graph.settings import Settings
from .errors import error_response
from .hosts import host_name, is_loopback
from .keyring import Keyring

# A question of TRIVIUM_QUESTION_MAX_CHARS with a long conversation before it stays far below.
_JSON_MB = 16
# Room for the boundaries and headers of a multipart body beside the files themselves.
_FRAME_BYTES = 1_000_000
# Many clients read no answer before they have sent everything; what they send is thrown away.
_LINGER_S = 10.0
_READING = {"GET", "HEAD", "OPTIONS"}


class Guard:
    """Refuses what a browser was tricked into, and bodies over the limit.

    Without keys Trivium trusts this machine. A page elsewhere could use that through a name that
    resolves to 127.0.0.1, or by posting a form: so the Host must be this machine's, and a browser
    must come from our own page if it wants to change something. With keys a page elsewhere gains
    nothing, for no browser sends a key by itself.
    """

    def __init__(self, app: ASGIApp, settings: Settings, keyring: Keyring) -> None:
        self._app, self._keyring = app, keyring
        self._host = settings.host.lower()
        self._upload_mb = settings.upload_max_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        refusal = None if self._keyring.needed else self._refusal(scope["method"], headers)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        body = _Body(receive, send, headers, *self._limit(scope["path"]))
        await self._app(scope, body.receive, body.send)

    def _refusal(self, method: str, headers: dict[bytes, str]) -> JSONResponse | None:
        host = headers.get(b"host", "")
        if not self._ours(host):
            return error_response(
                Forbidden(
                    f"The host {host[:100]!r} is not this machine's: ask for 127.0.0.1, "
                    "localhost, or what TRIVIUM_HOST names."
                )
            )
        origin = headers.get(b"origin")
        if origin is None or method in _READING or origin.partition("://")[2] == host:
            return None
        return error_response(
            Forbidden(f"The page {origin[:100]!r} may not do this: only Trivium's own page may.")
        )

    def _ours(self, host: str) -> bool:
        name = host_name(host)
        return name == self._host or is_loopback(name)

    def _limit(self, path: str) -> tuple[int, str]:
        """Return the most MB that this path takes, and what to do about more."""
        if path.rstrip("/") == "/v1/documents":
            return self._upload_mb, "send less at once, or raise TRIVIUM_UPLOAD_MAX_MB"
        return _JSON_MB, "shorten it"


class _Body:
    """Counts a body as it comes in; over the limit it is refused and not read any further."""

    def __init__(
        self, receive: Receive, send: Send, headers: dict[bytes, str], limit_mb: int, advice: str
    ) -> None:
        self._receive, self._send = receive, send
        self._sentence = f"The request is over the limit of {limit_mb} MB: {advice}."
        length = headers.get(b"content-length", "")
        self._declared = int(length) if length.isdigit() else 0
        self._most = limit_mb * 1_000_000 + _FRAME_BYTES
        self._read = 0
        self._refused = False

    async def receive(self) -> Message:
        """Return the next piece. Raises HTTPException 413."""
        if self._declared > self._most:
            self._refuse()
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            self._refuse()
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on; a sender who was refused gets a moment to stop and read it."""
        last = message["type"] == "http.response.body" and not message.get("more_body")
        if not (last and self._refused):
            await self._send(message)
            return
        await self._send({**message, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_S):
                while (await self._receive())["type"] != "http.disconnect":
                    pass
        await self._send({"type": "http.response.body", "body": b""})

    def _refuse(self) -> None:
        self._refused = True
        raise HTTPException(TooLarge.status, self._sentence, headers={"Connection": "close"})
