"""A Trivium with the sample documents in a process of its own, and Node.js for its clients."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

JS = Path(__file__).parent / "js"


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("clients")
    program = Path(sys.executable).parent / "trivium"
    command = [str(program), "serve", "--samples", "--port", "0"]
    env = {**os.environ, "TRIVIUM_HOME": str(home / "home")}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=home) as server:
        assert server.stdout is not None
        url = server.stdout.readline().rpartition(" ")[2].strip()
        _wait_for_vectors(url)
        yield url
        server.terminate()


def _wait_for_vectors(url: str) -> None:
    """Before they are in, the same question may be answered in other words."""
    for _ in range(600):
        if httpx.get(f"{url}/readyz", timeout=30).json()["pending"] == 0:
            return
        time.sleep(0.1)
    pytest.fail("the vectors of the samples did not come in")


@pytest.fixture(scope="session")
def node() -> str:
    found = shutil.which("node")
    if found is None or not (JS / "node_modules").is_dir():
        message = "no Node.js, or `npm ci` in tests/clients/js has not run"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
