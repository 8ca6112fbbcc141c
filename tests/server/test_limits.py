import pytest

from trivium.server.keyring import Key, Keyring

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback


async def test_requests_beyond_the_minute_are_turned_away_with_when_to_come_again(settings, script):
    made = settings(requests_per_minute=3)
    secret = Keyring(made.home).create(Key(name="ann", hash=""))
    async with serving(made, services(script)) as door:
        door.client.headers["Authorization"] = f"Bearer {secret}"
        answers = [await door.client.get("/v1/models") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    left = [answer.headers["x-ratelimit-remaining-requests"] for answer in answers[:3]]
    assert left == ["2", "1", "0"]
    assert answers[0].headers["x-ratelimit-limit-requests"] == "3"
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert answers[3].json()["error"]["type"] == "rate_limit_error"


async def test_a_keys_own_limit_goes_before_the_settings_and_counts_it_alone(settings, script):
    made = settings(requests_per_minute=1)
    ring = Keyring(made.home)
    wide = ring.create(Key(name="wide", hash="", per_minute=5))
    narrow = ring.create(Key(name="narrow", hash=""))
    async with serving(made, services(script)) as door:
        for secret, most in ((wide, 5), (narrow, 1)):
            door.client.headers["Authorization"] = f"Bearer {secret}"
            got = [(await door.client.get("/v1/models")).status_code for _ in range(6)]
            assert got.count(200) == most


async def test_streams_tell_what_is_left_too(settings, script):
    made = settings(requests_per_minute=9)
    secret = Keyring(made.home).create(Key(name="ann", hash=""))
    async with serving(made, services(script)) as door:
        door.client.headers["Authorization"] = f"Bearer {secret}"
        answer = await door.ask(stream=True)
    assert answer.headers["x-ratelimit-remaining-requests"] == "8"


async def test_a_users_questions_of_a_day_are_counted_and_others_are_not(settings, script):
    made = settings()
    ring = Keyring(made.home)
    ann = ring.create(Key(name="ann", hash="", user="ann", per_day=2))
    bob = ring.create(Key(name="bob", hash="", user="bob"))
    async with serving(made, services(script)) as door:
        door.client.headers["Authorization"] = f"Bearer {bob}"
        assert (await door.ask()).status_code == 200
        door.client.headers["Authorization"] = f"Bearer {ann}"
        assert [(await door.ask()).status_code for _ in range(3)] == [200, 200, 429]
        assert (await door.client.get("/v1/models")).status_code == 200
        refused = await door.client.post("/v1/responses", json={"input": "How long?"})
        assert refused.status_code == 429
        assert "midnight UTC" in refused.json()["error"]["message"]


async def test_without_limits_nothing_is_said_of_them(door):
    assert not any("ratelimit" in name for name in (await door.ask()).headers)
