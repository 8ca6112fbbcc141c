"""`langgraph dev`, started as a developer would and driven through langgraph-sdk."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trivium import Trivium, samples
from trivium.graph.settings import Settings
from trivium.graph.threads import checkpoint_types

if TYPE_CHECKING:
    from langgraph_sdk.client import SyncLangGraphClient

ROOT = Path(__file__).parents[2]
QUESTION = "How long are backups kept?"


def test_langgraph_json_registers_the_types_of_the_state() -> None:
    config = json.loads((ROOT / "langgraph.json").read_text("utf-8"))
    listed = config["checkpointer"]["serde"]["allowed_msgpack_modules"]
    assert listed == [list(kind) for kind in checkpoint_types()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with Trivium.open_sync(Settings(home=home)) as trivium:
        trivium.ingest([samples.folder() / "handbook/07-security.md"])
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[SyncLangGraphClient]:
    if find_spec("langgraph_api") is None:
        if os.environ.get("CI"):
            pytest.fail("langgraph-api is not installed: `make install` brings it.")
        pytest.skip("langgraph-api is not installed: `make install` brings it")
    from langgraph_sdk import get_sync_client

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = home / "studio.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [
                Path(sys.executable).parent / "langgraph",
                "dev",
                *("--no-browser", "--no-reload", "--port", str(port)),
                *("--config", ROOT / "langgraph.json"),
            ],
            cwd=home,
            env={**_environment(), "TRIVIUM_HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(port, server, log)
            with get_sync_client(url=f"http://127.0.0.1:{port}") as client:
                yield client
        finally:
            server.terminate()
            server.wait(timeout=20)


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TRIVIUM_", "LANG"))}
    return {**kept, "LANGGRAPH_CLI_NO_ANALYTICS": "1"}


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    import httpx

    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            if httpx.get(f"http://127.0.0.1:{port}/ok", timeout=5).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"`langgraph dev` did not come up: {log.read_text()}")


@pytest.fixture(scope="module")
def asked(client: SyncLangGraphClient) -> dict[str, Any]:
    """A thread with one question, and what came while it was answered."""
    thread = client.threads.create()["thread_id"]
    parts = client.runs.stream(
        thread, "trivium", input={"question": QUESTION}, stream_mode=["custom", "updates"]
    )
    return {"thread": thread, "parts": list(parts)}


@pytest.mark.loopback
def test_the_assistant_shows_the_graph_and_its_knobs(client: SyncLangGraphClient) -> None:
    (assistant,) = client.assistants.search(graph_id="trivium")
    drawn = client.assistants.get_graph(assistant["assistant_id"])
    assert {"classify", "answer", "check"} <= {node["id"] for node in drawn["nodes"]}
    schemas = client.assistants.get_schemas(assistant["assistant_id"])
    assert schemas["context_schema"] is not None
    assert {"route", "mode", "deadline_s"} <= schemas["context_schema"]["properties"].keys()


@pytest.mark.loopback
def test_a_question_streams_its_events(asked: dict[str, Any]) -> None:
    assert [part.data for part in asked["parts"] if part.event == "error"] == []
    events = [part.data for part in asked["parts"] if part.event == "custom"]
    said = "".join(event["text"] for event in events if event["type"] == "sentence")
    assert "90 days" in said
    finished = [event for event in events if event["type"] == "finished"]
    assert [event["outcome"] for event in finished] == ["grounded"]


@pytest.mark.loopback
def test_a_thread_has_a_checkpoint_for_every_step(
    client: SyncLangGraphClient, asked: dict[str, Any]
) -> None:
    history = client.threads.get_history(asked["thread"], limit=50)
    nexts = [state["next"] for state in history]
    assert nexts[0] == []
    assert nexts[-3:] == [["classify"], ["condense"], ["__start__"]]
    values: Any = history[0]["values"]
    assert values["evidence"][0]["document_id"] == values["citations"][0]["document_id"]


@pytest.mark.loopback
def test_nothing_of_the_state_is_refused(home: Path, asked: dict[str, Any]) -> None:
    assert "deserializ" not in (home / "studio.log").read_text().lower()


@pytest.mark.loopback
def test_a_run_forks_from_an_earlier_checkpoint(
    client: SyncLangGraphClient, asked: dict[str, Any]
) -> None:
    history = client.threads.get_history(asked["thread"], limit=50)
    understood = next(state for state in history if state["next"] == ["classify"])
    fork = client.threads.update_state(
        asked["thread"],
        {"standalone": "Who leads IT?"},
        checkpoint=understood["checkpoint"],
    )
    values: Any = client.runs.wait(asked["thread"], "trivium", checkpoint=fork["checkpoint"])
    assert "Jonas Adeyemi" in values["text"]
    assert values["question"] == QUESTION


@pytest.mark.loopback
def test_a_thread_remembers_its_turns(client: SyncLangGraphClient) -> None:
    thread = client.threads.create()["thread_id"]
    for question in (QUESTION, "Who leads IT?"):
        values: Any = client.runs.wait(thread, "trivium", input={"question": question})
    assert [turn["role"] for turn in values["turns"]] == ["user", "assistant"] * 2


@pytest.mark.loopback
def test_a_knob_of_the_context_is_obeyed(client: SyncLangGraphClient) -> None:
    context = {"route": "long_context"}
    values: Any = client.runs.wait(None, "trivium", input={"question": QUESTION}, context=context)
    assert values["decision"]["forced"]
    assert values["decision"]["route"] == "long_context"
