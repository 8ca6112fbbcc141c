"""Two servers of ours over one PostgreSQL, as behind a balancer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from trivium.adapters.secrets import Secret

from .server import PASSWORD, Server

pytestmark = pytest.mark.loopback

TRIVIUM = Path(sys.executable).with_name("trivium")
MEMBERS = ("EMBEDDER=hashed", "RERANKER=scripted", "CLASSIFIER=scripted", "CHECKER=scripted")


def environment(home: Path, url: Secret) -> dict[str, str]:
    members = dict(member.split("=") for member in MEMBERS)
    own = {f"TRIVIUM_{name}": value for name, value in members.items()}
    own |= {"TRIVIUM_HOME": str(home), "TRIVIUM_PORT": "0"}
    return {**os.environ, **own, "TRIVIUM_POSTGRES_URL": url.reveal()}


@contextmanager
def serving(home: Path, url: Secret) -> Iterator[httpx.Client]:
    command = [TRIVIUM, "serve", "--samples"]
    with (
        (home / f"log{os.urandom(4).hex()}").open("wb") as log,
        subprocess.Popen(
            command,
            env=environment(home, url),
            stdout=subprocess.PIPE,
            stderr=log,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline().decode()
            with httpx.Client(base_url=line.split()[-1], timeout=30) as client:
                yield client
        finally:
            process.terminate()


def ask(client: httpx.Client, question: str) -> dict[str, Any]:
    body = {"model": "trivium", "messages": [{"role": "user", "content": question}]}
    answer = client.post("/v1/chat/completions", json=body, headers={"X-Trivium-Thread": "t"})
    assert answer.status_code == 200, answer.text
    own: dict[str, Any] = answer.json()["trivium"]
    return own


def test_servers_share_receipts_and_conversations_and_say_when_they_cannot(
    server: Server, tmp_path: Path
) -> None:
    url = server.fresh()
    with ExitStack() as stack:
        one, other = [stack.enter_context(serving(tmp_path, url)) for _ in range(2)]
        first = ask(one, "How many days of annual leave do employees have?")
        ask(other, "And how many may be carried over?")
        receipt = one.get(f"/v1/receipts/{first['receipt_id']}").json()
        assert other.get(f"/v1/receipts/{first['receipt_id']}").json() == receipt
        assert len(other.get("/v1/receipts").json()["receipts"]) == 2
        assert one.get("/readyz").json()["members"]["ledger"] == "postgres"
        server.stop()
        down = other.get("/readyz")
        assert (down.status_code, down.json()["error"]["code"]) == (503, "unavailable")
        assert other.get("/healthz").status_code == 200
        server.start()
        assert other.get("/readyz").status_code == 200
        ask(other, "And the year after?")
    logs = "".join(path.read_text() for path in tmp_path.glob("log*"))
    assert PASSWORD not in f"{logs}{down.text}"


def test_the_doctor_names_a_database_that_is_down_without_its_password(
    server: Server, tmp_path: Path
) -> None:
    told = environment(tmp_path, server.fresh())
    assert receipts_check(told) == "ok"
    server.stop()
    assert receipts_check(told) == "fail"


def receipts_check(told: dict[str, str]) -> str:
    command = [TRIVIUM, "doctor", "--json"]
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert PASSWORD not in done.stdout + done.stderr
    checks: list[dict[str, str]] = json.loads(done.stdout)["checks"]
    return next(check["status"] for check in checks if check["name"] == "receipts")
