"""How many questions one process answers with a model: 64 clients over HTTP, a model that is quick.

Passages and questions are NQ's, 2,655 of each. The model is a fake in a process of its own that
quotes without waiting. Memory is the server's resident memory: the last tenth of the time against
the second tenth, which the caches have filled by then. `cpu_ms` is the server's processor time a
question, which says more than the rate does on a machine that does other things too. Bare is what
bare_server.py does with the same libraries, the same model and the same clients in the same run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any

from benchmarks.common import arguments, percentile, report, rows
from benchmarks.passages import put_passages
from benchmarks.served_model import KEY, ServedModel, looks_up
from trivium import Settings, Trivium
from trivium.adapters.fakes.asked import Asked, Said
from trivium.adapters.fakes.quoting import Quoting

CLIENTS = 64
_WARM_S = 5.0
_BARE_S = 20.0
_SERVE = ("-c", "from trivium.cli.main import main; main()", "serve")
_BARE = ("-m", "benchmarks.bare_server")
_quoting = Quoting(sentences=1)


@dataclass
class Load:
    """What 64 clients saw: the seconds of each answer, and the server's memory in kilobytes."""

    took_s: list[float] = field(default_factory=list[float])
    memory_kb: list[int] = field(default_factory=list[int])
    failed: int = 0
    lasted_s: float = 0.0
    cpu_s: float = 0.0

    @property
    def per_s(self) -> float:
        """How many were answered in a second."""
        return len(self.took_s) / self.lasted_s


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--keep", type=Path, help="keep the corpus in this folder for next time")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        model = stack.enter_context(ServedModel(says, keeps=1))
        figures = asyncio.run(_measure(given, folder, model))
    report(figures, given.json)


async def _measure(given: Any, home: Path, model: ServedModel) -> dict[str, float]:
    nq = list(rows(given.data / "nq_open_oracle.jsonl.gz"))
    async with Trivium.open(Settings(home=home)) as trivium:
        await put_passages(trivium, nq, home)
    asked = [row["question"] for row in nq]
    load = await _under_load(_SERVE, home, model.url, asked, given.clients, given.seconds)
    bare = await _under_load(_BARE, home, model.url, asked, given.clients, _BARE_S)
    tenth = max(len(load.memory_kb) // 10, 1)
    early, late = load.memory_kb[tenth : 2 * tenth + 1], load.memory_kb[-tenth:]
    return {
        "requests_per_s": load.per_s,
        "bare_requests_per_s": bare.per_s,
        "requests_over_bare": load.per_s / bare.per_s,
        "cpu_ms": load.cpu_s * 1000 / len(load.took_s),
        "p50_s": percentile(load.took_s, 0.5),
        "p99_s": percentile(load.took_s, 0.99),
        "failed": float(load.failed),
        "memory_growth": mean(late) / mean(early) - 1,
        "memory_mb": mean(late) / 1024,
    }


def says(asked: Asked) -> Said | str:
    """Answer out of the documents, and call every question one for a fact."""
    return looks_up(asked) or _quoting(asked)


async def _under_load(
    serve: Sequence[str], home: Path, url: str, asked: Sequence[str], clients: int, seconds: float
) -> Load:
    async with _server(serve, home, url) as (port, pid):
        await _load(port, pid, asked, clients, _WARM_S)
        return await _load(port, pid, asked, clients, seconds)


@contextlib.asynccontextmanager
async def _server(
    serve: Sequence[str], home: Path, model_url: str
) -> AsyncIterator[tuple[int, int]]:
    """Run a server with the model; yield its port and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    given = {"HOME": str(home), "MODEL": "openai:stub", "MODEL_BASE_URL": model_url}
    environ = {f"TRIVIUM_{name}": value for name, value in given.items()}
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, *serve, "--port", str(port)],
        env={**os.environ, **environ, "TRIVIUM_MODEL_API_KEY": KEY},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _ready(port)
        yield port, process.pid
    finally:
        process.terminate()
        await process.wait()


async def _ready(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise SystemExit("The server did not become ready within 60 s.")


async def _load(port: int, pid: int, asked: Sequence[str], clients: int, seconds: float) -> Load:
    load, begun, cpu_s = Load(), perf_counter(), _cpu_s(pid)
    ends_at = begun + seconds

    async def client(offset: int) -> None:
        turn = offset
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while perf_counter() < ends_at:
            start = perf_counter()
            status = await _post(reader, writer, asked[turn % len(asked)])
            load.took_s.append(perf_counter() - start)
            load.failed += status != 200
            turn += clients
        writer.close()

    async def watch() -> None:
        while perf_counter() < ends_at:
            load.memory_kb.append(_memory_kb(pid))
            await asyncio.sleep(min(1.0, seconds / 50))

    await asyncio.gather(watch(), *(client(number) for number in range(clients)))
    load.lasted_s, load.cpu_s = perf_counter() - begun, _cpu_s(pid) - cpu_s
    return load


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str) -> int:
    """Ask over a connection that stays open; a client's library would cost too much."""
    message = {"role": "user", "content": question}
    body = json.dumps({"model": "trivium", "messages": [message]}).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}"
    writer.write(f"{head}\r\nContent-Type: application/json\r\n\r\n".encode() + body)
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
    sizes = (line for line in lines if line.startswith("content-length:"))
    await reader.readexactly(int(next(sizes).partition(":")[2]))
    return int(lines[0].split(" ")[1])


def _cpu_s(pid: int) -> float:
    """Return the processor time of a process so far; 0 where the system does not tell it so."""
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _memory_kb(pid: int) -> int:
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)]))


if __name__ == "__main__":
    main()
