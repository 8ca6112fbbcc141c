"""A person's data over HTTP: taken along, and deleted wherever it was."""

import json

import pytest

from trivium.server.audit import FILE
from trivium.server.keyring import Key, Keyring

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days."


@pytest.fixture
def opened(script, settings):
    """A server that needs keys, and a client for each of two users."""

    def open_(**values):
        made = settings(**values)
        ring = Keyring(made.home)
        keys = {
            name: {"Authorization": f"Bearer {ring.create(Key(name=name, hash='', user=name))}"}
            for name in ("ann", "bob")
        }
        return serving(made, services(script)), keys

    return open_


async def use(door, keys):
    """Each adds a document, asks in a thread and without one, and says what it was worth."""
    for name, key in keys.items():
        body = {"text": BACKUPS, "title": f"Paper of {name}"}
        await door.client.post("/v1/documents", json=body, headers=key)
        for thread in (f"thread-of-{name}", ""):
            body = {"question": f"How long are backups kept, {name}?", "thread": thread}
            assert (await door.client.post("/v1/ask", json=body, headers=key)).status_code == 200
        receipts = (await door.client.get("/v1/receipts", headers=key)).json()["receipts"]
        body = {"receipt_id": receipts[0]["id"], "rating": "good", "comment": f"{name} likes it"}
        await door.client.post("/v1/feedback", json=body, headers=key)


async def exported(door, key):
    answer = await door.client.get("/v1/me/data", headers=key)
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_everything_of_ones_own_is_exported(opened):
    server, keys = opened()
    async with server as door:
        await use(door, keys)
        rows = await exported(door, keys["ann"])
    kinds = [row["kind"] for row in rows]
    assert [kinds.count(kind) for kind in ("document", "thread", "receipt")] == [1, 1, 2]
    assert kinds.count("audit") >= 4
    [document] = [row for row in rows if row["kind"] == "document"]
    assert (document["title"], document["text"]) == ("Paper of ann", BACKUPS)
    assert "ann likes it" in str(rows)
    assert "bob likes it" not in str(rows)
    assert {row["user"] for row in rows if row["kind"] in ("receipt", "audit")} == {"ann"}


async def test_everything_of_ones_own_is_deleted_and_counted(opened):
    server, keys = opened()
    async with server as door:
        await use(door, keys)
        gone = (await door.client.delete("/v1/me/data", headers=keys["ann"])).json()
        assert (gone["documents"], gone["threads"], gone["receipts"]) == (1, 1, 2)
        rows = await exported(door, keys["ann"])
        assert [row for row in rows if row["kind"] != "audit"] == []
        kinds = [row["kind"] for row in await exported(door, keys["bob"])]
        assert [kinds.count(kind) for kind in ("document", "thread", "receipt")] == [1, 1, 2]
        titles = (await door.client.get("/v1/documents", headers=keys["bob"])).json()["documents"]
        assert [row["title"] for row in titles] == ["Paper of bob"]


async def test_the_audit_log_names_nobody_who_was_deleted(opened, settings):
    server, keys = opened()
    async with server as door:
        await use(door, keys)
        await door.client.get("/v1/threads/thread-of-ann", headers=keys["ann"])
        await door.client.get("/v1/documents", headers=keys["ann"])
        gone = (await door.client.delete("/v1/me/data", headers=keys["ann"])).json()
    text = (settings().home / FILE).read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert "ann" not in text
    assert [line["user"] for line in lines].count("***") == gone["audit_lines"]
    assert lines[-1] == {**lines[-1], "request": "DELETE /v1/me/data", "user": "*", "key": "*"}
    assert {line["user"] for line in lines} == {"***", "*", "bob"}
    assert any(line["documents"] for line in lines if line["user"] == "***")


async def test_the_audit_log_keeps_names_where_it_has_to(opened, settings):
    server, keys = opened(audit_deleted="keep")
    async with server as door:
        await use(door, keys)
        gone = (await door.client.delete("/v1/me/data", headers=keys["ann"])).json()
    lines = [json.loads(line) for line in (settings().home / FILE).read_text().splitlines()]
    assert gone["audit_lines"] == 0
    assert lines[-1]["user"] == "ann"


async def test_deleting_gives_no_question_of_the_day_back(opened):
    server, keys = opened(questions_per_day=2)
    async with server as door:
        await use(door, {"ann": keys["ann"]})
        await door.client.delete("/v1/me/data", headers=keys["ann"])
        answer = await door.client.post("/v1/ask", json={"question": "Why?"}, headers=keys["ann"])
        assert answer.status_code == 429
        answer = await door.client.post("/v1/ask", json={"question": "Why?"}, headers=keys["bob"])
        assert answer.status_code == 200
