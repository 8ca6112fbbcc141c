"""`langgraph dev`, started as a developer would and driven through langgraph-sdk."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import httpx
import pytest

from trivium.graph.threads import checkpoint_types

from ..langgraph_dev import LOG, QUESTION, ROOT, filled, langgraph_dev

if TYPE_CHECKING:
    from langgraph.pregel.remote import RemoteGraph
    from langgraph_sdk.client import SyncLangGraphClient


class Letter(TypedDict):
    """The state of a graph that is not ours."""

    question: str
    text: str


def test_langgraph_json_registers_the_types_of_the_state() -> None:
    config = json.loads((ROOT / "langgraph.json").read_text("utf-8"))
    listed = config["checkpointer"]["serde"]["allowed_msgpack_modules"]
    assert listed == [list(kind) for kind in checkpoint_types()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    with langgraph_dev(home) as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[SyncLangGraphClient]:
    from langgraph_sdk import get_sync_client

    with get_sync_client(url=url) as client:
        yield client


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
    assert "deserializ" not in (home / LOG).read_text().lower()


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


@pytest.mark.loopback
def test_what_is_wrong_is_told_in_the_sentence_that_every_door_tells(
    client: SyncLangGraphClient,
) -> None:
    context = {"route": "retreival"}
    with pytest.raises(Exception, match="did you mean 'retrieval'"):
        client.runs.wait(None, "trivium", input={"question": QUESTION}, context=context)


@pytest.fixture
def door(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as door:
        yield door


@pytest.mark.loopback
def test_the_same_process_serves_every_other_door(door: httpx.Client) -> None:
    chat = {"messages": [{"role": "user", "content": QUESTION}]}
    for path, body in (
        ("/v1/chat/completions", chat),
        ("/v1/responses", {"input": QUESTION}),
        ("/v1/ask", {"question": QUESTION, "thread": "t1"}),
    ):
        answer = door.post(path, json=body)
        assert answer.status_code == 200, answer.text
        assert "90 days" in answer.text
    assert door.get("/v1/threads/t1").json()["title"] == QUESTION
    assert "<title>Trivium" in door.get("/").text
    assert door.get("/readyz").json()["documents"] == 1
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    kinds = {"Accept": "application/json, text/event-stream"}
    assert '"search"' in door.post("/mcp", json=asked, headers=kinds).text


@pytest.mark.loopback
def test_a_document_that_is_added_is_seen_by_the_graph_in_studio(
    door: httpx.Client, client: SyncLangGraphClient
) -> None:
    text = "The password of the workshop's radio is changed every Tuesday by Ottoline Marsh."
    added = door.post("/v1/documents", json={"text": text, "title": "Radio"}).json()
    asked = {"question": "Who changes the password of the workshop's radio?"}
    values: Any = client.runs.wait(None, "trivium", input=asked)
    assert "Ottoline Marsh" in values["text"]
    [document] = added["documents"]
    assert door.delete(f"/v1/documents/{document['id']}").status_code == 204


@pytest.mark.loopback
def test_studios_page_reaches_its_own_and_nothing_of_ours(door: httpx.Client) -> None:
    elsewhere = {"Origin": "https://studio.example.org"}
    assert door.post("/threads", json={}, headers=elsewhere).status_code == 200
    for method, path in (("GET", "/v1/documents"), ("POST", "/v1/search"), ("GET", "/v1/threads")):
        answer = door.request(method, path, headers=elsewhere)
        assert answer.status_code == 403, path
        assert answer.json()["error"]["message"].startswith("Only Trivium's own page")
    own = {"Origin": str(door.base_url).rstrip("/")}
    assert door.get("/v1/documents", headers=own).status_code == 200


@pytest.mark.loopback
def test_both_are_described_in_one_document(door: httpx.Client) -> None:
    paths = door.get("/openapi.json").json()["paths"]
    assert {"/v1/chat/completions", "/v1/documents", "/runs/stream", "/threads"} <= paths.keys()
    assert door.get("/v1/nothing").status_code == 404


@pytest.fixture
async def remote(url: str) -> AsyncIterator[RemoteGraph]:
    from langgraph.pregel.remote import RemoteGraph
    from langgraph_sdk import get_client

    async with get_client(url=url) as client:
        yield RemoteGraph("trivium", client=client)


@pytest.mark.loopback
async def test_a_remote_graph_is_used_like_the_graph(remote: RemoteGraph) -> None:
    whole: Any = await remote.ainvoke({"question": QUESTION})
    assert "90 days" in whole["text"]
    assert whole["outcome"] == "grounded"
    context = {"route": "long_context"}
    parts = remote.astream({"question": QUESTION}, context=context, stream_mode="custom")
    events: list[Any] = [event async for event in parts]
    assert [event["type"] for event in events][-1] == "finished"
    assert events[-1]["route"] == "long_context"
    assert "classify" in (await remote.aget_graph()).nodes


@pytest.mark.loopback
async def test_a_remote_graph_is_a_node_of_somebody_elses(remote: RemoteGraph) -> None:
    from langgraph.graph import END, START, StateGraph

    theirs = StateGraph(Letter)
    theirs.add_node("trivium", remote)
    theirs.add_edge(START, "trivium")
    theirs.add_edge("trivium", END)
    answered = await theirs.compile().ainvoke({"question": QUESTION, "text": ""})
    assert "90 days" in answered["text"]


@pytest.mark.loopback
def test_nothing_of_ours_blocks_the_loop_that_studio_needs(
    home: Path, door: httpx.Client, asked: dict[str, Any]
) -> None:
    door.get("/v1/receipts", params={"format": "jsonl"})
    door.get("/metrics")
    assert "Blocking call" not in (home / LOG).read_text()
