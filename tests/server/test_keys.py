import json
import os
import stat

import pytest

from trivium.adapters.errors import Conflict, HomeUnusable, NotFound, UnknownSetting
from trivium.adapters.secrets import Secret
from trivium.server.keyring import FILE, Key, Keyring
from trivium.server.run import refuse_open_door

from .conftest import serving
from .members import services


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "home")


def key(name="ann", **about):
    return Key(name=name, hash="", **about)


def test_a_home_without_keys_needs_none(ring):
    assert not ring.needed
    assert ring.keys() == []


def test_a_key_is_found_by_its_secret_alone(ring):
    secret = ring.create(key(user="ann", groups=("legal",)))
    found = ring.find(secret)
    assert found is not None
    assert found.principal.groups == {"legal"}
    for wrong in ("", "ann", secret[:-1], secret + "x", secret.replace("ann", "bob"), "tv_ann_"):
        assert ring.find(wrong) is None, wrong


def test_the_file_holds_no_secret_and_is_its_owners_alone(ring, tmp_path):
    secret = ring.create(key())
    path = tmp_path / "home" / FILE
    assert secret.rpartition("_")[2] not in path.read_text()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_another_process_sees_new_and_revoked_keys(ring, tmp_path):
    other = Keyring(tmp_path / "home")
    secret = ring.create(key())
    assert other.find(secret) is not None
    ring.revoke("ann")
    other._looked = 0.0  # a second later
    assert other.find(secret) is None


def test_revoking_the_last_key_does_not_open_the_door(ring):
    ring.create(key())
    ring.revoke("ann")
    assert ring.needed


def test_a_name_is_taken_once(ring):
    ring.create(key())
    with pytest.raises(Conflict):
        ring.create(key())


def test_an_unknown_name_is_told_with_the_nearest(ring):
    ring.create(key("frontend"))
    with pytest.raises(NotFound, match="frontend"):
        ring.revoke("frontent")


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"keys": [{"name": 1}]}', '{"keys": 3}'])
def test_a_broken_file_lets_nobody_in_and_is_named(ring, tmp_path, body):
    ring.create(key())
    (tmp_path / "home" / FILE).write_text(body)
    with pytest.raises(HomeUnusable, match=FILE):
        _ = Keyring(tmp_path / "home").needed


def test_without_keys_the_server_stays_on_this_machine(settings):
    with pytest.raises(UnknownSetting, match="keys create"):
        refuse_open_door(settings(host="0.0.0.0"))


def test_with_keys_it_may_be_reached_from_elsewhere(settings):
    made = settings(host="0.0.0.0")
    Keyring(made.home).create(key())
    refuse_open_door(made)


def test_the_key_of_the_settings_stands_for_their_own_asker(settings):
    ring = Keyring.of(settings(user="ann", groups=("legal",), api_key=Secret("0123456789abcdef")))
    found = ring.find("0123456789abcdef")
    assert ring.needed
    assert found is not None
    assert (found.user, found.groups, found.operator) == ("ann", ("legal",), True)
    assert ring.find("0123456789abcdeg") is None


def test_a_short_key_in_the_settings_is_refused(settings):
    with pytest.raises(UnknownSetting, match="guessed") as refused:
        Keyring.of(settings(api_key=Secret("hunter2")))
    assert "hunter2" not in str(refused.value)


@pytest.fixture
async def locked(script, settings):
    made = settings()
    ring = Keyring(made.home)
    secrets = {
        "ann": ring.create(key("ann", user="ann", groups=("legal",))),
        "bob": ring.create(key("bob", user="bob", tenant="other")),
        "chat": ring.create(key("chat", groups=("legal",), speaks_for_others=True)),
        "ops": ring.create(key("ops", operator=True)),
    }
    async with serving(made, services(script)) as door:
        yield door, {n: {"Authorization": f"Bearer {s}"} for n, s in secrets.items()}


READS = ["/v1/models", "/v1/models/trivium", "/v1/documents", "/v1/receipts", "/v1/examples"]


@pytest.mark.loopback
@pytest.mark.parametrize("path", [*READS, "/metrics"])
async def test_without_a_good_key_nothing_is_told(locked, path):
    door, _ = locked
    for headers in ({}, {"Authorization": "Bearer tv_ann_0"}, {"Authorization": "Basic x"}):
        answer = await door.client.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["type"] == "authentication_error"
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.loopback
async def test_health_is_told_without_a_key_but_no_counts(locked):
    door, _ = locked
    assert (await door.client.get("/healthz")).status_code == 200
    assert (await door.client.get("/readyz")).json()["documents"] is None


@pytest.mark.loopback
async def test_a_key_stands_for_its_user_and_groups(locked):
    door, who = locked
    body = {"text": "A clause.", "title": "Clause", "groups": ["legal"]}
    assert (
        await door.client.post("/v1/documents", json=body, headers=who["ann"])
    ).status_code == 201
    for name, sees in (("ann", 1), ("bob", 0), ("ops", 0)):
        page = (await door.client.get("/v1/documents", headers=who[name])).json()
        assert len(page["documents"]) == sees, name


@pytest.mark.loopback
async def test_only_a_key_that_speaks_for_others_names_somebody_else(locked):
    door, who = locked
    named = {"X-Trivium-User": "carl", "X-Trivium-Groups": "legal"}
    get = door.client.get
    assert (await get("/v1/documents", headers=who["ann"] | named)).status_code == 403
    assert (await get("/v1/documents", headers=who["chat"] | named)).status_code == 200


@pytest.mark.loopback
@pytest.mark.parametrize("named", [{"X-Trivium-Groups": "board"}, {"X-Trivium-Tenant": "other"}])
async def test_nobody_speaks_beyond_the_key_s_own_tenant_and_groups(locked, named):
    door, who = locked
    answer = await door.client.get("/v1/documents", headers=who["chat"] | named)
    assert answer.status_code == 403


@pytest.mark.loopback
async def test_numbers_over_all_tenants_are_for_operators(locked):
    door, who = locked
    assert (await door.client.get("/metrics", headers=who["ann"])).status_code == 403
    assert (await door.client.get("/metrics", headers=who["ops"])).status_code == 200


@pytest.mark.loopback
async def test_a_question_is_asked_as_the_key_s_user(locked):
    door, who = locked
    turn = {"messages": [{"role": "user", "content": "How long are backups kept?"}]}
    answer = await door.client.post("/v1/chat/completions", json=turn, headers=who["ann"])
    name = answer.json()["trivium"]["receipt_id"]
    assert (await door.client.get(f"/v1/receipts/{name}", headers=who["ann"])).status_code == 200
    assert (await door.client.get(f"/v1/receipts/{name}", headers=who["ops"])).status_code == 404


def test_no_error_tells_a_secret(ring):
    secret = ring.create(key())
    shown = json.dumps([row.shown() for row in ring.keys()])
    assert secret not in shown
    assert ring.keys()[0].hash not in shown
