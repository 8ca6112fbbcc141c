"""Refuses the network to every test, but for this machine's own addresses behind a marker."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_CALLS = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_NAMES = {"socket.getaddrinfo", "socket.gethostbyname"}

# A machine under load is slow; that says nothing about the code.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


class NetworkRefused(RuntimeError):
    """A test reached for the network."""


class _Guard:
    """An audit hook cannot be taken out again, so there is one for the process."""

    armed = False
    loopback = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.armed or (event not in _CALLS and event not in _NAMES):
            return
        if event in _CALLS and args[0].family == socket.AF_UNIX:
            return
        host = args[0] if event in _NAMES else args[1] and args[1][0]
        host = host.decode() if isinstance(host, bytes) else host
        if self.loopback and host in _LOOPBACK:
            return
        way_out = (
            "only 127.0.0.1 and ::1 are allowed"
            if self.loopback
            else "mark it @pytest.mark.loopback if it talks to a server of its own"
        )
        raise NetworkRefused(f"This test reached for {host!r} ({event}); {way_out}.")


_guard = _Guard()
sys.addaudithook(_guard)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Arm the guard around the test and its fixtures."""
    _guard.armed = True
    _guard.loopback = item.get_closest_marker("loopback") is not None
    try:
        return (yield)
    finally:
        _guard.armed = False


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the settings and tracing of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith(("TRIVIUM_", "LANGSMITH_", "LANGCHAIN_", "COHERE_", "CO_API_")):
            monkeypatch.delenv(name)
