"""A Trivium with the sample documents in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("clients")
    program = Path(sys.executable).parent / "trivium"
    command = [str(program), "serve", "--samples", "--port", "0"]
    env = {**os.environ, "TRIVIUM_HOME": str(home / "home")}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=home) as server:
        assert server.stdout is not None
        yield server.stdout.readline().rpartition(" ")[2].strip()
        server.terminate()
