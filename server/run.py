"""Serve until told to stop: bind first, so that a port in use is told at once."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import socket
from typing import TYPE_CHECKING

from ..adapters.errors import Conflict, Unavailable, UnknownSetting
from ..graph.settings import Settings
from ..graph.settings_basics import LogLevel
from .hosts import is_loopback
from .keyring import Keyring

if TYPE_CHECKING:
    from ..graph.library import Trivium

# How long answers under way may take to end when the server is told to stop.
_GRACE_S = 5
_BACKLOG = 2048


def serve(settings: Settings, *, samples: bool = False) -> None:
    """Serve HTTP on the settings' address until SIGINT or SIGTERM.

    `samples` puts the sample documents into a store that has none. Raises `TriviumError`.
    """
    _log(settings.log_level)
    with bound(settings) as listener:
        asyncio.run(_serve(settings, listener, samples=samples))


def _log(level: LogLevel) -> None:
    """Log Trivium's own lines at `level`; of libraries, which tell of every call, only warnings."""
    libraries = "DEBUG" if level == "debug" else "WARNING"
    logging.basicConfig(level=libraries, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("trivium").setLevel(level.upper())


def bound(settings: Settings) -> socket.socket:
    """Return a socket that listens on the settings' address. Raises `Conflict`, `Unavailable`."""
    host, port = settings.host, settings.port
    refuse_open_door(settings)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Conflict(
                f"The port {port} on {host} is in use: stop what listens there, or set "
                "TRIVIUM_PORT to another port (0 takes a free one)."
            ) from error
        raise Unavailable(
            f"The port {port} on {host} cannot be had ({error.strerror or error}): set "
            "TRIVIUM_HOST or TRIVIUM_PORT to what this machine has."
        ) from error
    # asyncio does so only for sockets of its own making; without it an answer in two pieces waits
    # 40 ms for the client's acknowledgement of the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def refuse_open_door(settings: Settings) -> None:
    """Raise `UnknownSetting` where others could reach a Trivium that asks nobody for a key."""
    if not is_loopback(settings.host.lower()) and not Keyring.of(settings).needed:
        raise UnknownSetting(
            f"TRIVIUM_HOST cannot be {settings.host!r} without keys: whoever reaches Trivium could "
            "use it. Make one with `trivium keys create NAME`, or listen on 127.0.0.1."
        )


async def _serve(settings: Settings, listener: socket.socket, *, samples: bool) -> None:
    # All that imports make stays for good: looking through it for garbage takes a tenth of the
    # start, and would hold up answers later.
    gc.disable()
    import uvicorn

    from ..graph.library import Trivium
    from .app import create_app
    from .stopping import Server

    gc.freeze()
    gc.enable()
    async with Trivium.open(settings) as trivium:
        if samples:
            await _add_samples(trivium)
        config = uvicorn.Config(
            create_app(trivium),
            access_log=False,
            ws="none",
            log_config=None,
            log_level="debug" if settings.log_level == "debug" else "warning",
            timeout_graceful_shutdown=_GRACE_S,
            server_header=False,
        )
        await Server(config).serve(sockets=[listener])


async def _add_samples(trivium: Trivium) -> None:
    from ..samples import folder

    if (await trivium.corpus()).documents == 0:
        await trivium.ingest([folder()], wait=False)
