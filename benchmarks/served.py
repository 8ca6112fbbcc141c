"""A Trivium with the sample documents, served by a process of its own as `make run` serves it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def trivium(home: Path) -> Iterator[str]:
    """Serve until the block is left; gives the address, with a slash at its end."""
    port = free_port()
    environment = {**os.environ, "TRIVIUM_HOME": str(home)}
    command = [Path(sys.executable).parent / "trivium", "serve", "--samples", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=home)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(url: str) -> None:
    """Come back when this address answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=30)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer.")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
