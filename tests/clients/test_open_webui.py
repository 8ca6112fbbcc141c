"""Open WebUI's requests, its side-calls among them, replayed as it sends them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.clients, pytest.mark.loopback]

SENT: dict[str, Any] = tomllib.loads(Path(__file__).with_name("open_webui.toml").read_text("utf-8"))
THREAD = {"X-Trivium-Thread": SENT["headers"]["X-OpenWebUI-Chat-Id"]}
FILE = SENT["attached"]["before"]


@pytest.fixture
def client(url: str) -> Any:
    with httpx.Client(base_url=f"{url}/v1", headers=SENT["headers"], timeout=60) as opened:
        yield opened


def streamed(client: httpx.Client, **changed: Any) -> list[dict[str, Any]]:
    """Ask as the chat does, and read the stream as it does: line by line."""
    chunks = []
    with client.stream("POST", "/chat/completions", json={**SENT["chat"], **changed}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            data = line.removeprefix("data: ").strip()
            if line.startswith("data: ") and data != "[DONE]":
                chunks.append(json.loads(data))
    return chunks


def text(chunks: list[dict[str, Any]]) -> str:
    return "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"])


def test_it_finds_the_models_that_it_offers(client: httpx.Client) -> None:
    models = client.get("/models").json()["data"]
    assert {"trivium", "trivium-retrieval"} <= {model["id"] for model in models}
    assert all(model["object"] == "model" and model["owned_by"] for model in models)


def test_a_chat_streams_with_its_citations_and_tokens(client: httpx.Client) -> None:
    chunks = streamed(client)
    assert "27 days" in text(chunks)
    [cited] = [c for c in chunks if c["choices"] and "annotations" in c["choices"][0]["delta"]]
    for mark in cited["choices"][0]["delta"]["annotations"]:
        assert mark["type"] == "url_citation"
        assert mark["url_citation"]["title"]
        assert mark["url_citation"]["url"].startswith("http")
    assert chunks[-1]["choices"] == []
    assert "total_tokens" in chunks[-1]["usage"]


@pytest.mark.parametrize("chore", sorted(SENT["chores"]))
def test_a_chore_is_done_in_its_form_and_without_search(client: httpx.Client, chore: str) -> None:
    fields = dict(SENT["chores"][chore])
    messages = [{"role": "user", "content": fields.pop("content")}]
    body = {"model": "trivium", "messages": messages, "stream": False, **fields}
    answer = client.post("/chat/completions", json=body).json()
    assert list(json.loads(answer["choices"][0]["message"]["content"])) == [chore]
    assert (answer["trivium"]["route"], answer["trivium"]["citations"]) == ("direct", [])


def test_chores_leave_the_chat_that_they_are_about_alone(client: httpx.Client) -> None:
    client.headers.update(THREAD)
    streamed(client)
    chore = [{"role": "user", "content": SENT["chores"]["title"]["content"]}]
    client.post("/chat/completions", json={"model": "trivium", "messages": chore})
    [thread] = client.get("/threads").json()["threads"]
    assert thread["title"] == SENT["question"]
    assert thread["questions"] == 1
    chunks = streamed(client, messages=[{"role": "user", "content": "And after five years?"}])
    assert "29 days" in text(chunks)


@pytest.mark.parametrize("behind", ["", SENT["attached"]["older"]])
def test_a_question_behind_an_attached_file_is_the_question(
    client: httpx.Client, behind: str
) -> None:
    content = f"{FILE}{behind}\n{SENT['question']}"
    chunks = streamed(client, messages=[{"role": "user", "content": content}])
    assert "27 days" in text(chunks)
    receipt = client.get(f"/receipts/{chunks[-2]['trivium']['receipt_id']}").json()
    assert receipt["question"] == SENT["question"]


def test_an_attached_file_in_the_systems_message_changes_nothing(client: httpx.Client) -> None:
    system = {"role": "system", "content": FILE}
    chunks = streamed(client, messages=[system, SENT["chat"]["messages"][-1]])
    assert "27 days" in text(chunks)


def test_what_is_wrong_is_told_so_that_it_can_be_shown(client: httpx.Client) -> None:
    body = {**SENT["chat"], "model": "trivium.trivium"}
    answer = client.post("/chat/completions", json=body)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert "did you mean" in answer.json()["error"]["message"]
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    asked = [{"type": "text", "text": SENT["question"]}, picture]
    body = {**SENT["chat"], "messages": [{"role": "user", "content": asked}]}
    answer = client.post("/chat/completions", json=body)
    assert answer.status_code == 400
    assert "cannot be read" in answer.json()["error"]["message"]


def test_one_may_stop_an_answer_in_the_middle(client: httpx.Client) -> None:
    with client.stream("POST", "/chat/completions", json=SENT["chat"]) as answer:
        next(answer.iter_lines())
    assert "27 days" in text(streamed(client))
