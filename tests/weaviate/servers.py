"""Real Weaviate servers on this machine, one or three, on free loopback ports."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VERSION = "v1.39.0"
MODULE = f"github.com/weaviate/weaviate/cmd/weaviate-server@{VERSION}"
_CACHE = Path(__file__).parents[2] / ".cache" / "weaviate" / VERSION / "weaviate-server"
# WEAVIATE_SERVER names a program that is there already.
PROGRAM = Path(os.environ.get("WEAVIATE_SERVER") or _CACHE)
_READY_S = 90.0
# Below those that the system gives to whatever connects while a node starts.
_FREE = (20_000, 32_000)
_given: set[int] = set()
_chance = random.SystemRandom()
# On one machine a node takes the second port of a pair to be the first of its peer, plus one.
_PORTS = (
    ("PORT", "GRPC_PORT"),
    ("CLUSTER_GOSSIP_BIND_PORT", "CLUSTER_DATA_BIND_PORT"),
    ("RAFT_PORT", "RAFT_INTERNAL_RPC_PORT"),
)


def build() -> str:
    """Have Go build the server's program where it is not there yet, which takes some minutes.

    Return why there can be none here, in one line; empty when there is one.
    """
    if PROGRAM.exists():
        return ""
    if not shutil.which("go"):
        return "no Weaviate: Go is not installed, and TRIVIUM_WEAVIATE_URL is not set"
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "CGO_ENABLED": "0", "GOBIN": str(PROGRAM.parent)}
    subprocess.run(["go", "install", "-trimpath", "-ldflags=-s -w", MODULE], check=True, env=env)
    return ""


class Server:
    """One node with a data folder of its own; it may be killed and started again."""

    def __init__(self, name: str = "n1", *, more: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.more = dict(more or {})
        self.ports: dict[str, int] = {}
        for (one, next_), port in zip(_PORTS, free_pairs(len(_PORTS)), strict=True):
            self.ports |= {one: port, next_: port + 1}
        self.folder = Path(tempfile.mkdtemp(prefix=f"weaviate-{name}-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where its REST interface is."""
        return f"http://127.0.0.1:{self.ports['PORT']}"

    @property
    def grpc(self) -> str:
        """Where its gRPC interface is."""
        return f"127.0.0.1:{self.ports['GRPC_PORT']}"

    def start(self, *, wait: bool = True) -> None:
        """Start it, and wait until it is ready."""
        command = [str(PROGRAM), "--host", "127.0.0.1", "--port", str(self.ports["PORT"])]
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--scheme", "http"],
                env=self._environment(),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers that it is ready."""
        end = time.monotonic() + _READY_S
        while time.monotonic() < end:
            if self.process is None or self.process.poll() is not None:
                break
            if self.ready():
                return
            time.sleep(0.1)
        raise RuntimeError(
            f"Weaviate did not start: {(self.folder / 'log.txt').read_text()[-800:]}"
        )

    def ready(self) -> bool:
        """Say whether it answers that it is ready."""
        with suppress(urllib.error.URLError, OSError):
            path = f"{self.url}/v1/.well-known/ready"
            with urllib.request.urlopen(path, timeout=1) as answer:
                return bool(answer.status == 200)
        return False

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it and remove its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def memory_mb(self) -> float:
        """Return its resident memory."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def _environment(self) -> dict[str, str]:
        own = {name: str(port) for name, port in self.ports.items() if name != "PORT"}
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PERSISTENCE_DATA_PATH": str(self.folder / "data"),
            "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "true",
            "DEFAULT_VECTORIZER_MODULE": "none",
            "CLUSTER_HOSTNAME": self.name,
            "CLUSTER_ADVERTISE_ADDR": "127.0.0.1",
            "GO_PROFILING_DISABLE": "true",
            "DISABLE_TELEMETRY": "true",
            "LOG_LEVEL": "warning",
            **own,
            **self.more,
        }


def cluster(*, more: Mapping[str, str] | None = None) -> list[Server]:
    """Make three nodes that know each other; `start_all` starts them."""
    nodes = [Server(f"c{number}") for number in (1, 2, 3)]
    join = ",".join(f"{node.name}:{node.ports['RAFT_PORT']}" for node in nodes)
    for node in nodes:
        node.more |= {"CLUSTER_IN_LOCALHOST": "true", "RAFT_JOIN": join, **(more or {})}
        node.more["RAFT_BOOTSTRAP_EXPECT"] = "3"
        others = [n for n in nodes if n is not node] if node is not nodes[0] else []
        if others:
            gossip = nodes[0].ports["CLUSTER_GOSSIP_BIND_PORT"]
            node.more["CLUSTER_JOIN"] = f"127.0.0.1:{gossip}"
    return nodes


def start_all(nodes: list[Server]) -> None:
    """Start nodes together: each is ready once they have elected one."""
    for node in nodes:
        node.start(wait=False)
        time.sleep(0.5)
    for node in nodes:
        node.wait()
    # The first one found nobody to join; when it comes back it has to, or it stays alone.
    gossip = nodes[1].ports["CLUSTER_GOSSIP_BIND_PORT"]
    nodes[0].more["CLUSTER_JOIN"] = f"127.0.0.1:{gossip}"


def free_pairs(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on, nor on the ones after them."""
    found: list[int] = []
    while len(found) < count:
        port = _chance.randrange(*_FREE, 2)
        if port not in _given and _is_free(port) and _is_free(port + 1):
            _given.add(port)
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as trial, suppress(OSError):
        trial.bind(("127.0.0.1", port))
        return True
    return False


if __name__ == "__main__":
    if why := build():
        sys.stderr.write(f"{why}\n")
        sys.exit(1 if os.environ.get("CI") else 0)
