import errno

import pytest

pytestmark = pytest.mark.loopback


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"messages": [{"role": "user", "content": "\\ud800"}], "model": "\\udfff"}',
        b'{"messages": [{"role": "\\ud800", "content": "x"}]}',
        b'{"messages": [{"role": "user", "content": ["\\ud800"]}]}',
        b'{"messages": [{"role": "user", "content": [{"type": "\\ud800"}]}]}',
        b'{"messages": 1e999}',
    ],
)
async def test_broken_json_is_a_sentence_and_never_a_500(door, content):
    headers = {"Content-Type": "application/json"}
    answer = await door.client.post("/v1/chat/completions", content=content, headers=headers)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["message"].endswith(".")


async def test_what_is_not_there_is_told_with_the_way_out(door):
    answer = await door.client.get("/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("There is no GET /v1/nothing")


async def test_a_wrong_method_is_told_with_all_that_the_path_takes(door):
    answer = await door.client.put("/v1/documents")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    answer = await door.client.put("/v1/documents/some")
    assert answer.headers["allow"] == "GET, DELETE"


@pytest.mark.parametrize(
    "body", [{"stream": 1}, {"stream_options": {"include_usage": 0}}, {"stream": "yes"}]
)
async def test_a_switch_is_a_boolean_and_nothing_like_one(door, body):
    answer = await door.ask(**body)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] in ("stream", "stream_options.include_usage")


@pytest.mark.parametrize("params", [{"limit": "many"}, {"limit": -1}, {"limit": 10**30}])
async def test_unusable_parameters_are_named(door, params):
    answer = await door.client.get("/v1/documents", params=params)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "limit"


async def test_odd_ids_are_only_not_found(door):
    for name in ("%00", "%ED%A0%80", "..%2f..", "x" * 5000, "%F0%9F%8C%B2"):
        assert (await door.client.get(f"/v1/documents/{name}")).status_code == 404
        assert (await door.client.get(f"/v1/receipts/{name}")).status_code == 404


async def test_an_unforeseen_error_tells_an_id_alone(door, script, caplog):
    await door.add("Backups are kept for thirty days.")
    script.error = ZeroDivisionError("secret")
    answer = await door.ask()
    assert answer.status_code == 500
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == ("server_error", "internal_error")
    assert "secret" not in answer.text
    logged = [record for record in caplog.records if record.name == "trivium.server.errors"]
    assert logged[0].exc_info
    assert logged[0].message.split(":")[0] in error["message"]


async def test_a_full_disk_is_told_as_such(door, script):
    await door.add("Backups are kept for thirty days.")
    script.error = OSError(errno.ENOSPC, "No space left on device")
    answer = await door.ask()
    assert answer.status_code == 507
    assert answer.json()["error"]["code"] == "disk_full"
