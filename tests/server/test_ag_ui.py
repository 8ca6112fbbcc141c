import json

import pytest

from trivium.adapters.errors import Upstream

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days. They live in two places."


async def run(door, *said, **forwarded):
    body = {
        "threadId": "t1",
        "runId": "r1",
        "state": {},
        "tools": [],
        "context": [],
        "forwardedProps": forwarded,
        "messages": [{"id": str(n), "role": r, "content": c} for n, (r, c) in enumerate(said)],
    }
    answer = await door.client.post("/v1/ag-ui", json=body)
    assert answer.status_code == 200, answer.text
    return [json.loads(line[6:]) for line in answer.text.split("\n\n") if line.startswith("data")]


@pytest.fixture
async def told(door, script):
    await door.add(BACKUPS)
    script.pieces = ["Backups are kept ", "for thirty days. [1] They live", " in two places. [1]"]
    return await run(door, ("user", "How long are backups kept?"))


def test_the_run_is_around_everything(told):
    assert told[0] == {"type": "RUN_STARTED", "threadId": "t1", "runId": "r1"}
    assert told[-1]["type"] == "RUN_FINISHED"
    assert told[-1]["result"]["outcome"] == "grounded"


def test_every_step_that_began_ends_before_the_run(told):
    began = [event["stepName"] for event in told if event["type"] == "STEP_STARTED"]
    ended = [event["stepName"] for event in told if event["type"] == "STEP_FINISHED"]
    assert sorted(began) == sorted(ended)
    assert {"condense", "classify", "search", "answer", "finish"} <= set(began)


def test_one_message_holds_the_sentences(told):
    said = [event for event in told if event["type"].startswith("TEXT_MESSAGE")]
    assert [event["type"].removeprefix("TEXT_MESSAGE_") for event in said] == [
        "START", "CONTENT", "CONTENT", "END",
    ]  # fmt: skip
    assert len({event["messageId"] for event in said}) == 1
    text = "".join(event.get("delta", "") for event in said)
    assert text == "Backups are kept for thirty days. [1] They live in two places. [1]"


def test_verdicts_and_the_route_come_as_events_of_trivium(told):
    own = {e["name"]: e["value"] for e in told if e["type"] == "CUSTOM"}
    assert own["trivium.route"]["route"] == "retrieval"
    assert own["trivium.verdict"]["label"] == "supported"


async def test_messages_before_the_last_are_the_conversation(door, script):
    await door.add(BACKUPS)
    await run(door, ("user", "How long?"), ("assistant", "Thirty days."), ("user", "Where?"))
    assert [turn.content for turn in script.asked[-1].history] == ["How long?", "Thirty days."]


async def test_the_frontend_may_force_a_route(door):
    await door.add(BACKUPS)
    told = await run(door, ("user", "How long?"), model="trivium-long-context")
    assert told[-1]["result"]["route"] == "long_context"


async def test_an_error_ends_the_run(door, script):
    await door.add(BACKUPS)
    script.error, script.error_after = Upstream("The model broke off: try again."), 1
    *_, last = await run(door, ("user", "How long?"))
    assert last["type"] == "RUN_ERROR"
    assert last["message"] == "The model broke off: try again."
