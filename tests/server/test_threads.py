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


def of(user):
    return {"X-Trivium-User": user}


async def read(door, thread, user="ann"):
    answer = await door.client.get(f"/v1/threads/{thread}", headers=of(user))
    return [r["question"] for r in answer.json()["receipts"]]


async def test_a_thread_is_forked_behind_an_answer_and_goes_on(door):
    await ask(door, "What is one?", "first")
    await ask(door, "What is two?", "first")
    told = (await door.client.get("/v1/threads/first", headers=of("ann"))).json()
    body = {"receipt_id": told["receipts"][0]["id"]}
    answer = await door.client.post("/v1/threads/first/fork", json=body, headers=of("ann"))
    assert answer.status_code == 201
    fork = answer.json()
    assert (fork["title"], fork["questions"]) == ("What is one?", 1)
    await ask(door, "What is three?", fork["id"])
    assert await read(door, fork["id"]) == ["What is one?", "What is three?"]
    assert await read(door, "first") == ["What is one?", "What is two?"]


async def test_a_fork_needs_no_body_and_takes_no_name_that_is_taken(door):
    await ask(door, "What is one?", "first")
    first = await door.client.post("/v1/threads/first/fork", headers=of("ann"))
    assert first.json()["questions"] == 1
    body = {"thread": "first"}
    answer = await door.client.post("/v1/threads/first/fork", json=body, headers=of("ann"))
    assert answer.status_code == 409
    assert "'first'" in answer.json()["error"]["message"]


async def test_a_thread_is_exported_as_a_file(door):
    await door.add("Backups are kept for thirty days.")
    await ask(door, "How long are backups kept?", "first")
    answer = await door.client.get("/v1/threads/first/export", headers=of("ann"))
    assert answer.headers["content-disposition"].startswith("attachment")
    question, said = answer.json()["messages"]
    assert (question["role"], said["role"]) == ("user", "assistant")
    assert question["content"] == "How long are backups kept?"
    assert said["citations"][0]["quote"] == "Backups are kept for thirty days."


async def test_a_deleted_thread_is_gone_and_the_next_question_begins_anew(door):
    await ask(door, "What is one?", "first")
    await ask(door, "What is two?", "second")
    answer = await door.client.delete("/v1/threads/first", headers=of("ann"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert [t["id"] for t in await threads(door)] == ["second"]
    again = await door.client.delete("/v1/threads/first", headers=of("ann"))
    assert again.status_code == 404
    await ask(door, "What is three?", "first")
    assert await read(door, "first") == ["What is three?"]


async def test_another_users_thread_is_neither_forked_nor_exported_nor_deleted(door):
    await ask(door, "What is one?", "first")
    for method, path in (("POST", "/fork"), ("GET", "/export"), ("DELETE", "")):
        answer = await door.client.request(method, f"/v1/threads/first{path}", headers=of("bob"))
        assert answer.status_code == 404
    assert await read(door, "first") == ["What is one?"]
