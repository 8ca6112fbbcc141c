from __future__ import annotations

import pytest

pytestmark = pytest.mark.loopback


async def ask(door, question, thread, user="ann"):
    headers = {"X-Trivium-User": user}
    body = {"question": question, "thread": thread}
    answer = await door.client.post("/v1/ask", json=body, headers=headers)
    assert answer.status_code == 200


async def threads(door, user="ann", **query):
    headers = {"X-Trivium-User": user}
    answer = await door.client.get("/v1/threads", params=query, headers=headers)
    return answer.json()["threads"]


async def test_threads_are_listed_the_latest_used_first_under_their_first_question(door):
    await ask(door, "What is one?", "first")
    await ask(door, "What is two?", "second")
    await ask(door, "What is three?", "first")
    listed = await threads(door)
    assert [(t["id"], t["title"], t["questions"]) for t in listed] == [
        ("first", "What is one?", 2),
        ("second", "What is two?", 1),
    ]
    assert listed[0]["updated"] >= listed[1]["updated"]
    assert await threads(door, limit=1) == listed[:1]


async def test_what_is_asked_in_no_thread_is_listed_in_none(door):
    await ask(door, "What is one?", "")
    assert await threads(door) == []


async def test_a_thread_is_read_back_the_oldest_question_first(door):
    await ask(door, "What is one?", "first")
    await ask(door, "What is two?", "first")
    told = (await door.client.get("/v1/threads/first", headers={"X-Trivium-User": "ann"})).json()
    assert told["title"] == "What is one?"
    assert [r["question"] for r in told["receipts"]] == ["What is one?", "What is two?"]


async def test_another_users_threads_are_not_there(door):
    await ask(door, "What is one?", "first")
    assert await threads(door, user="bob") == []
    answer = await door.client.get("/v1/threads/first", headers={"X-Trivium-User": "bob"})
    assert answer.status_code == 404
    assert "'first'" in answer.json()["error"]["message"]
