import pytest

from trivium.server.hosts import host_name, is_loopback

TURN = {"messages": [{"role": "user", "content": "Hello"}]}


@pytest.mark.loopback
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:8080", ""])
async def test_a_foreign_host_is_refused(door, host):
    answer = await door.client.get("/v1/documents", headers={"Host": host})
    assert answer.status_code == 403
    assert answer.json()["error"]["type"] == "permission_error"


@pytest.mark.loopback
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1:1", "[::1]:8080"])
async def test_the_names_of_this_machine_are_welcome(door, host):
    assert (await door.client.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.loopback
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_foreign_page_may_change_nothing(door, origin, method):
    headers = {"Origin": origin}
    answer = await door.client.request(method, "/v1/documents/x", headers=headers, json=TURN)
    assert answer.status_code == 403


@pytest.mark.loopback
async def test_our_own_page_may(door):
    headers = {"Origin": door.url}
    answer = await door.client.post("/v1/chat/completions", json=TURN, headers=headers)
    assert answer.status_code == 200


@pytest.mark.loopback
async def test_a_body_of_json_has_a_limit_too(door):
    content = b'"' + b"x" * 18_000_000 + b'"'
    headers = {"Content-Type": "application/json"}
    answer = await door.client.post("/v1/search", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


@pytest.mark.parametrize(
    ("host", "name"),
    [("LocalHost:80", "localhost"), ("[::1]:80", "::1"), ("a.b.", "a.b"), ("", "")],
)
def test_the_name_in_a_host_header(host, name):
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("localhost", True),
        ("app.localhost", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("localhost.evil.example", False),
        ("2130706433", False),
        ("", False),
    ],
)
def test_what_can_only_mean_this_machine(name, is_so):
    assert is_loopback(name) is is_so
