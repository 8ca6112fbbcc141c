"""The audit log: who asked for what, and which documents they were shown, a JSON line each."""

from __future__ import annotations

import asyncio
import json
import logging
import queue
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from time import time
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..adapters.terms import Principal
from ..graph.settings import Settings
from .audited import FILE as FILE
from .audited import mask
from .keyring import Key, Keyring

_NOTE = "trivium.audit"
_ROTATE_BYTES = 50_000_000
_KEPT_FILES = 20
_WRITTEN_S = 10.0


def note(
    request: Request,
    *,
    who: Principal | None = None,
    key: Key | None = None,
    read: Iterable[str] = (),
    receipt: str = "",
) -> None:
    """Say of a request who asks, which documents it was shown, which receipt it left."""
    told: dict[str, Any] = request.scope.setdefault(_NOTE, {"documents": {}})
    if who is not None:
        told |= {"tenant": who.tenant, "user": who.user, "groups": sorted(who.groups)}
    if key is not None:
        told["key"] = key.name
    told["documents"] |= dict.fromkeys(read)
    if receipt:
        told["receipt"] = receipt


class AuditLog:
    """Appends lines in a thread of its own, to files of at most 50 MB."""

    def __init__(self, settings: Settings, keyring: Keyring) -> None:
        self._settings, self._keyring = settings, keyring
        self._lines: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._queue = QueueHandler(self._lines)
        self._listener: QueueListener | None = None

    @property
    def wanted(self) -> bool:
        """True where the settings ask for it; the first key may be made at any time."""
        asked = self._settings.audit
        return asked == "always" or (asked == "keys" and self._keyring.needed)

    def write(self, line: Mapping[str, Any]) -> None:
        """Append a line; it is on its way to the disk when this returns."""
        self._listener = self._listener or self._begin()
        text = json.dumps(line, ensure_ascii=False)
        self._queue.emit(logging.makeLogRecord({"msg": text, "levelno": logging.INFO}))

    async def forget(self, request: Request, who: Principal) -> int:
        """Take a person's name out of what is written, and of this request; return from how many.

        Where the settings keep the names of those who had their data deleted, it is 0.
        """
        if self._settings.audit_deleted == "keep":
            return 0
        told = request.scope.get(_NOTE, {})
        told |= {name: "*" for name in ("user", "key") if name in told} | {"groups": []}
        await self._written()
        return await asyncio.to_thread(mask, self._settings.home, who)

    async def _written(self) -> None:
        """Wait until what was handed over is in the file."""
        if self._listener is not None:
            done = threading.Event()
            self._lines.put(logging.makeLogRecord({"msg": done, "levelno": logging.INFO}))
            await asyncio.to_thread(done.wait, _WRITTEN_S)

    def close(self) -> None:
        """Have everything written."""
        if self._listener is not None:
            self._listener.stop()
            for handler in self._listener.handlers:
                handler.close()

    def _begin(self) -> QueueListener:
        self._settings.home.mkdir(parents=True, exist_ok=True)
        file = _File(
            self._settings.home / FILE,
            maxBytes=_ROTATE_BYTES,
            backupCount=_KEPT_FILES,
            encoding="utf-8",
            delay=True,
        )
        listener = QueueListener(self._lines, file)
        listener.start()
        return listener


class _File(RotatingFileHandler):
    """Writes lines, and tells whoever waits when those before are written."""

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, threading.Event):
            record.msg.set()
        else:
            super().emit(record)


class Audit:
    """Writes one line for each request that somebody was behind, when it is answered."""

    def __init__(self, app: ASGIApp, log: AuditLog) -> None:
        self._app, self._log = app, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and write down what became of it."""
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            told = scope.get(_NOTE)
            if told is not None and self._log.wanted:
                self._log.write(_line(scope, told, status))


def _line(scope: Scope, told: dict[str, Any], status: int) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(time(), UTC).isoformat(timespec="milliseconds"),
        "request": f"{scope['method']} {scope['path']}",
        "status": status,
        **told,
        "documents": list(told["documents"]),
    }
