"""How long a newcomer waits: from a fresh clone to the first checked answer, and after a restart.

Clones this checkout, runs `make run` there with empty package caches and an empty home, and asks
over HTTP until an answer comes back grounded. What is not committed is not measured.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from benchmarks.common import arguments
from benchmarks.served import free_port

ROOT = Path(__file__).parents[1]
QUESTION = "How many days of annual leave do full-time employees get?"


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    given = arguments(__doc__, unused="the samples are asked").parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = _measure(Path(folder))
    for name, value in figures.items():
        print(f"{name:>16} {value:8.2f}")
    if given.json:
        given.json.write_text(json.dumps({"figures": figures}, indent=2) + "\n")


def _measure(folder: Path) -> dict[str, float]:
    clone = folder / "trivium"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    port = free_port()
    caches = {"UV_CACHE_DIR": str(folder / "uv"), "PIP_NO_CACHE_DIR": "1"}
    home = {"TRIVIUM_HOME": str(folder / "home"), "TRIVIUM_PORT": str(port)}
    environment = {**_plain(os.environ), **caches, **home}
    with _running(clone, environment) as server:
        first = _until_grounded(port, server, limit_s=600)
    with _running(clone, environment) as server:
        again = _until_grounded(port, server, limit_s=60)
    python = clone / ".venv/bin/python"
    imported = _median_s(python, "import trivium") - _median_s(python, "pass")
    return {
        "first_answer_s": round(first, 2),
        "installed_mb": round(_size_mb(clone / ".venv"), 1),
        "restart_s": round(again, 2),
        "import_s": round(max(imported, 0.0), 3),
    }


@contextmanager
def _running(clone: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run `make run` in a process group of its own, and end the group on leaving."""
    server = subprocess.Popen(["make", "run"], cwd=clone, env=environment, start_new_session=True)
    try:
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _until_grounded(port: int, server: subprocess.Popen[bytes], *, limit_s: float) -> float:
    """Ask until the answer is grounded; return the seconds that it took."""
    start = perf_counter()
    said = "nothing"
    while (waited := perf_counter() - start) < limit_s:
        if server.poll() is not None:
            raise SystemExit(f"`make run` ended with {server.returncode}.")
        try:
            outcome, said = _ask(port)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            sleep(0.05)
            continue
        if outcome == "grounded":
            print(f"{perf_counter() - start:.2f} s: {said}")
            return perf_counter() - start
        sleep(0.05)
    raise SystemExit(f"No grounded answer after {waited:.0f} s; the last one was: {said}")


def _ask(port: int) -> tuple[str, str]:
    body = {"model": "trivium", "messages": [{"role": "user", "content": QUESTION}]}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/chat/completions",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    return answer["trivium"]["outcome"], answer["choices"][0]["message"]["content"]


def _median_s(python: Path, code: str, times: int = 5) -> float:
    def once() -> float:
        start = perf_counter()
        subprocess.run([python, "-c", code], check=True)
        return perf_counter() - start

    return median(once() for _ in range(times))


def _size_mb(folder: Path) -> float:
    sizes = {s.st_ino: s.st_size for path in folder.rglob("*") if (s := path.lstat())}
    return sum(sizes.values()) / 1e6


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    hidden = ("TRIVIUM_", "MAKE", "VIRTUAL_ENV")
    return {name: value for name, value in environment.items() if not name.startswith(hidden)}


if __name__ == "__main__":
    main()
