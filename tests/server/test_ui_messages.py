import json

import pytest

from trivium.adapters.errors import Upstream

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days. They live in two places."


def message(role, text):
    return {
        "id": "m",
        "role": role,
        "parts": [{"type": "step-start"}, {"type": "text", "text": text}],
    }


async def ask(door, *said, **headers):
    body = {"id": "c", "trigger": "submit-message", "messages": [message(*each) for each in said]}
    return await door.client.post("/v1/ui-messages", json=body, headers=headers)


async def chunks(door):
    answer = await ask(door, ("user", "How long are backups kept?"))
    *frames, last = [line[6:] for line in answer.text.split("\n\n") if line.startswith("data: ")]
    assert last == "[DONE]"
    return [json.loads(frame) for frame in frames]


@pytest.fixture
async def streamed(door, script):
    await door.add(BACKUPS, url="https://example.com/backups")
    script.pieces = ["Backups are kept ", "for thirty days. [1] They live", " in two places. [1]"]
    return await chunks(door)


async def test_the_stream_says_which_version_it_is(door):
    answer = await ask(door, ("user", "How long?"))
    assert answer.headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_the_message_begins_before_everything_else_and_ends_after_it(streamed):
    kinds = [chunk["type"] for chunk in streamed]
    assert kinds[:2] == ["start", "start-step"]
    assert kinds[-2:] == ["finish-step", "finish"]


def test_the_text_is_one_part_of_sentences(streamed):
    kinds = [chunk["type"] for chunk in streamed if chunk["type"].startswith("text-")]
    assert kinds == ["text-start", "text-delta", "text-delta", "text-end"]
    text = "".join(chunk["delta"] for chunk in streamed if chunk["type"] == "text-delta")
    assert text == "Backups are kept for thirty days. [1] They live in two places. [1]"


def test_sources_route_and_outcome_are_told(streamed):
    [source] = [chunk for chunk in streamed if chunk["type"] == "source-url"]
    assert (source["sourceId"], source["url"]) == ("1", "https://example.com/backups")
    [route] = [chunk for chunk in streamed if chunk["type"] == "data-route"]
    assert route["data"]["route"] == "retrieval"
    assert streamed[-1]["messageMetadata"]["trivium"]["outcome"] == "grounded"


def test_steps_are_shown_and_not_kept(streamed):
    steps = [chunk for chunk in streamed if chunk["type"] == "data-step"]
    assert {"condense", "answer"} <= {step["data"]["name"] for step in steps}
    assert all(step["transient"] for step in steps)


async def test_messages_before_the_last_are_the_conversation(door, script):
    await door.add(BACKUPS)
    await ask(door, ("user", "How long?"), ("assistant", "Thirty days."), ("user", "And where?"))
    assert [turn.content for turn in script.asked[-1].history] == ["How long?", "Thirty days."]


async def test_an_error_on_the_way_is_a_chunk_of_its_own(door, script):
    await door.add(BACKUPS)
    script.error, script.error_after = Upstream("The model broke off: try again."), 1
    assert (await chunks(door))[-1] == {
        "type": "error",
        "errorText": "The model broke off: try again.",
    }


async def test_an_error_before_the_first_chunk_is_a_plain_answer(door):
    answer = await ask(door, ("assistant", "Hello."))
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "messages[0].role"
