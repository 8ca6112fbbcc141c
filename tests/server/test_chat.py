import asyncio

import httpx
import pytest

from trivium.adapters.errors import Upstream
from trivium.adapters.terms import Contract

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days. They live in two places."


async def test_an_answer_has_openais_shape_and_triviums_beside_it(door):
    document = await door.add(BACKUPS, title="Security", url="https://example.org/security")
    answer = (await door.ask()).json()
    assert answer["object"] == "chat.completion"
    assert answer["id"].startswith("chatcmpl-")
    assert answer["model"] == "trivium"
    assert answer["usage"] == {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17}
    [choice] = answer["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"] == "Backups are kept for thirty days. [1]"
    told = answer["trivium"]
    assert (told["outcome"], told["route"]) == ("grounded", "retrieval")
    assert told["reason"] == "The question asks for one fact."
    assert told["citations"][0]["document_id"] == document


async def test_an_annotation_stands_where_its_marker_stands(door):
    await door.add(BACKUPS, title="Security", url="https://example.org/security")
    message = (await door.ask()).json()["choices"][0]["message"]
    [annotation] = message["annotations"]
    place = annotation["url_citation"]
    assert message["content"][place["start_index"] : place["end_index"]] == "[1]"
    assert (place["title"], place["url"]) == ("Security", "https://example.org/security")


async def test_a_source_without_a_url_is_cited_by_the_page_that_shows_it(door):
    document = await door.add(BACKUPS)
    message = (await door.ask()).json()["choices"][0]["message"]
    url = message["annotations"][0]["url_citation"]["url"]
    assert url == f"{door.url}/#/documents/{document}/0-{len(BACKUPS)}"


async def test_the_receipt_of_an_answer_can_be_read_under_its_id(door):
    await door.add(BACKUPS)
    told = (await door.ask()).json()["trivium"]
    receipt = (await door.client.get(f"/v1/receipts/{told['receipt_id']}")).json()
    assert (receipt["outcome"], receipt["question"]) == ("grounded", "How long are backups kept?")
    listed = (await door.client.get("/v1/receipts")).json()["receipts"]
    assert [row["id"] for row in listed] == [told["receipt_id"]]


async def test_without_evidence_the_answer_is_an_outcome_and_no_error(door, script):
    script.pieces, script.no_answer = [], "Nothing fits."
    answer = await door.ask()
    assert answer.status_code == 200
    assert answer.json()["trivium"]["outcome"] == "abstained_no_evidence"


async def test_messages_before_the_last_are_the_conversation(door, script):
    await door.add(BACKUPS)
    messages = [
        {"role": "developer", "content": "Be short."},
        {"role": "user", "content": "Are there backups?"},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "42", "tool_call_id": "x"},
        {"role": "assistant", "content": [{"type": "text", "text": "Yes."}]},
        {"role": "user", "content": "How long are they kept?"},
    ]
    await door.client.post("/v1/chat/completions", json={"messages": messages})
    said = [(turn.role, turn.content) for turn in script.asked[-1].history]
    assert said == [("system", "Be short."), ("user", "Are there backups?"), ("assistant", "Yes.")]


async def test_a_thread_remembers_so_that_the_last_message_is_enough(door, script):
    await door.add(BACKUPS)
    for question in ("Are there backups?", "How long?"):
        body = {"messages": [{"role": "user", "content": question}]}
        headers = {"X-Trivium-Thread": "Gespräch 1".encode()}
        await door.client.post("/v1/chat/completions", json=body, headers=headers)
    assert [turn.content for turn in script.asked[-1].history][0] == "Are there backups?"


async def test_parts_of_text_are_joined(door, script):
    await door.add(BACKUPS)
    parts = [{"type": "text", "text": "How long"}, {"type": "text", "text": "are they kept?"}]
    await door.ask(parts)
    assert script.asked[-1].question == "How long\nare they kept?"


async def test_unknown_fields_are_accepted_and_ignored(door):
    await door.add(BACKUPS)
    answer = await door.ask(temperature=2, tools=[{"type": "function"}], surprise={"a": [1]}, n=1)
    assert answer.status_code == 200


async def test_a_models_name_forces_the_route(door, script):
    await door.add(BACKUPS)
    answer = (await door.ask(model="trivium-long-context")).json()
    assert answer["trivium"]["route"] == "long_context"
    assert answer["model"] == "trivium-long-context"


async def test_a_tuned_model_is_asked_by_its_own_name(script, settings):
    style = Contract(name="style", purpose="Writes in the house style.")
    async with serving(settings(), services(script, [style])) as door:
        listed = (await door.client.get("/v1/models")).json()["data"]
        assert "trivium-tuned-style" in [model["id"] for model in listed]
        script.pieces = ["So be it."]
        answer = (await door.ask(model="trivium-tuned-style")).json()
        assert answer["trivium"]["route"] == "tuned"


async def test_every_model_that_is_listed_can_be_looked_up(door):
    listed = (await door.client.get("/v1/models")).json()["data"]
    names = {model["id"] for model in listed}
    routes = ("direct", "hybrid", "long-context", "retrieval", "tuned")
    assert names == {"trivium", *(f"trivium-{route}" for route in routes)}
    for name in names:
        assert (await door.client.get(f"/v1/models/{name}")).json()["id"] == name


@pytest.mark.parametrize(
    ("fields", "status", "code", "param"),
    [
        ({"model": "trivum"}, 404, "model_not_found", "model"),
        ({"model": "gpt-4o"}, 404, "model_not_found", "model"),
        ({"n": 2}, 400, "bad_request", "n"),
        ({"messages": []}, 400, "bad_request", "messages"),
        ({"messages": "hello"}, 400, "bad_request", "messages"),
        ({"messages": [{"role": "user"}]}, 400, "bad_request", "messages[0].content"),
        ({"messages": [{"role": "user", "content": " "}]}, 400, "bad_request", None),
        ({"messages": [{"role": "user", "content": 7}]}, 400, "bad_request", None),
        ({"messages": [{"role": "robot", "content": "x"}]}, 400, "bad_request", "messages[0].role"),
        (
            {"messages": [{"role": "assistant", "content": "x"}]},
            400,
            "bad_request",
            "messages[0].role",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            400,
            "bad_request",
            "messages[0].content[0]",
        ),
        ({"model": "trivium-tuned"}, 400, "bad_input", None),
        ({"messages": [{"role": "user", "content": "x" * 1_000_000}]}, 413, "too_large", None),
        ({"messages": [{"role": "user", "content": "\0\0"}]}, 400, "bad_input", None),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_what_cannot_be_asked_is_refused_in_one_sentence(
    door, fields, status, code, param, stream
):
    body = {"messages": [{"role": "user", "content": "x"}], "stream": stream, **fields}
    answer = await door.client.post("/v1/chat/completions", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["type"] == "invalid_request_error"
    assert error["message"].endswith((".", "?"))
    if param:
        assert error["param"] == param


async def test_an_unknown_model_is_answered_with_the_nearest(door):
    error = (await door.ask(model="trivum-retrieval")).json()["error"]
    assert "did you mean 'trivium-retrieval'?" in error["message"]


async def test_a_vendors_failure_is_a_bad_gateway(door, script):
    await door.add(BACKUPS)
    script.error = Upstream("The model did not answer: try again.")
    answer = await door.ask()
    assert answer.status_code == 502
    assert answer.json()["error"]["message"] == "The model did not answer: try again."
    assert answer.json()["error"]["type"] == "server_error"


async def test_a_client_that_leaves_cancels_the_run(door, script):
    await door.add(BACKUPS)
    script.wait_s = 30
    with pytest.raises(httpx.ReadTimeout):
        await door.client.post(
            "/v1/chat/completions",
            json={"messages": [{"role": "user", "content": "How long?"}]},
            timeout=0.3,
        )
    await asyncio.wait_for(script.cancelled.wait(), 5)
