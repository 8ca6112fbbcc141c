import json

import pytest

from trivium.server.audit import FILE
from trivium.server.keyring import Key, Keyring

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days."


def lines(settings):
    return [json.loads(line) for line in (settings.home / FILE).read_text().splitlines()]


@pytest.fixture
async def audited(settings, script):
    """What is written of a few requests with a key."""
    made = settings()
    secret = Keyring(made.home).create(Key(name="desk", hash="", user="ann", groups=("legal",)))
    async with serving(made, services(script)) as door:
        door.client.headers["Authorization"] = f"Bearer {secret}"
        document = await door.add(BACKUPS, groups=["legal"])
        answer = (await door.ask()).json()
        await door.ask(stream=True)
        await door.client.post("/v1/search", json={"query": "backups"})
        await door.client.get(f"/v1/documents/{document}")
        await door.client.get("/v1/documents/none")
        door.client.headers["Authorization"] = "Bearer wrong"
        await door.client.get("/v1/documents")
    written = [line for line in lines(made) if line["request"] != "GET /healthz"]
    return document, answer, written, (made.home / FILE).read_text(), secret


def test_it_says_who_asked_for_what(audited):
    *_, written, _, _ = audited
    asked = [line["request"].split("/v1/")[1].split("/")[0] for line in written]
    assert asked == ["documents", "chat", "chat", "search", "documents", "documents"]
    assert {(line["user"], line["key"], *line["groups"]) for line in written} == {
        ("ann", "desk", "legal")
    }
    assert [line["status"] for line in written] == [201, 200, 200, 200, 200, 404]


def test_it_says_which_documents_were_shown_and_which_receipt_tells_more(audited):
    document, answer, (_, ask, stream, search, read, _), *_ = audited
    for line in (ask, stream, search, read):
        assert line["documents"] == [document]
    assert ask["receipt"] == answer["trivium"]["receipt_id"]
    assert stream["receipt"].startswith("r_")


def test_it_holds_neither_keys_nor_words(audited):
    *_, text, secret = audited
    assert secret not in text
    assert "thirty" not in text


async def test_without_keys_nothing_is_written_unless_it_is_always(settings, script):
    for audit, written in (("keys", False), ("never", False), ("always", True)):
        made = settings(audit=audit)
        async with serving(made, services(script)) as door:
            await door.ask()
        assert (made.home / FILE).exists() is written
