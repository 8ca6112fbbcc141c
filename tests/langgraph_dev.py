"""`langgraph dev`, started as a developer would, over a home with one document."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from trivium import Settings, Trivium, samples

ROOT = Path(__file__).parents[1]
QUESTION = "How long are backups kept?"
LOG = "studio.log"


def filled(home: Path) -> Path:
    """Put a document that answers the question into a home."""
    with Trivium.open_sync(Settings(home=home)) as trivium:
        trivium.ingest([samples.folder() / "handbook/07-security.md"])
    return home


@contextmanager
def langgraph_dev(home: Path) -> Iterator[str]:
    """Serve until the block is left, with a log in the home; gives the address."""
    if find_spec("langgraph_api") is None:
        if os.environ.get("CI"):
            pytest.fail("langgraph-api is not installed: `make install` brings it.")
        pytest.skip("langgraph-api is not installed: `make install` brings it")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    log = home / LOG
    with log.open("w") as out:
        server = subprocess.Popen(
            [
                Path(sys.executable).parent / "langgraph",
                "dev",
                *("--no-browser", "--no-reload", "--port", url.rpartition(":")[2]),
                *("--config", ROOT / "langgraph.json"),
            ],
            cwd=home,
            env={**_environment(), "TRIVIUM_HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TRIVIUM_", "LANG"))}
    return {**kept, "LANGGRAPH_CLI_NO_ANALYTICS": "1"}


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            if httpx.get(f"{url}/ok", timeout=5).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"`langgraph dev` did not come up: {log.read_text()}")
