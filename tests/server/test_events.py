from __future__ import annotations

import json

import pytest

from trivium.adapters.errors import Unavailable
from trivium.nodes.order import place_after

pytestmark = pytest.mark.loopback


async def events(door, **body):
    body = {"question": "How long are backups kept?", **body}
    answer = await door.client.post("/v1/ask", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    frames = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    assert frames.pop() == "[DONE]"
    return [json.loads(frame) for frame in frames]


async def test_the_events_of_a_run_come_in_their_order(door):
    await door.add("# Backups\n\nBackups are kept for thirty days.")
    told = await events(door)
    assert place_after(told) == "over"
    said = "".join(event["text"] for event in told if event["type"] == "sentence")
    assert said == told[-1]["text"] != ""


async def test_a_step_tells_at_its_end_what_it_cost(door):
    await door.add("# Backups\n\nBackups are kept for thirty days.")
    ends = [e for e in await events(door) if e["type"] == "step" and e["status"] == "end"]
    spent = {end["name"]: (end["tokens_in"], end["tokens_out"]) for end in ends}
    assert spent["answer"] == (12, 5)
    assert spent["check"] == (0, 0)


async def test_a_route_is_forced(door):
    routed = [e for e in await events(door, route="long_context") if e["type"] == "routed"]
    assert [(event["route"], event["forced"]) for event in routed] == [("long_context", True)]


async def test_a_thread_is_remembered_and_a_history_takes_its_place(door, script):
    await door.add("# Backups\n\nBackups are kept for thirty days.")
    await events(door, thread="t")
    await events(door, thread="t", question="And where?")
    assert len(script.asked[-1].history) == 2
    told = [{"role": "user", "content": "one"}, {"role": "assistant", "content": "two"}] * 2
    await events(door, history=told)
    assert len(script.asked[-1].history) == 4


async def test_an_unknown_route_is_refused_before_anything_is_sent(door):
    answer = await door.client.post("/v1/ask", json={"question": "Why?", "route": "retreival"})
    assert answer.status_code == 400
    assert "retrieval" in answer.json()["error"]["message"]


async def test_an_unknown_field_is_refused(door):
    answer = await door.client.post("/v1/ask", json={"question": "Why?", "deadline": 3})
    assert answer.status_code == 400


async def test_an_error_in_the_middle_comes_as_a_frame(door, script):
    await door.add("# Backups\n\nBackups are kept for thirty days.")
    script.error = Unavailable("The model is away.")
    answer = await door.client.post("/v1/ask", json={"question": "How long are backups kept?"})
    *_, error, done = [line for line in answer.text.split("\n\n") if line]
    assert json.loads(error.removeprefix("data: "))["error"]["message"] == "The model is away."
    assert done == "data: [DONE]"


async def test_an_answer_is_counted(door):
    await events(door, route="direct")
    numbers = (await door.client.get("/metrics")).text
    assert 'trivium_questions_total{route="direct"' in numbers
