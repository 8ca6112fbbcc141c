import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from trivium.cli import checks
from trivium.cli.doctor import masked


def test_secrets_and_logins_are_not_shown():
    assert masked("weaviate_api_key", "abc") == "***"
    assert masked("weaviate_api_key", "") == ""
    assert masked("weaviate_url", "https://me:pw@host:1") == "https://***@host:1"
    assert masked("port", 8080) == 8080
    assert masked("window_tokens", 128_000) == 128_000
    assert masked("home", Path("x")) == "x"


def test_a_home_that_is_a_file_is_found_with_the_way_out(tmp_path):
    (tmp_path / "home").write_text("")
    [check] = checks.home(tmp_path / "home")
    assert (check.status, check.name) == ("fail", "home")
    assert "TRIVIUM_HOME" in check.mend


def test_a_home_that_is_not_there_yet_is_not_made(tmp_path):
    [home, disk] = checks.home(tmp_path / "a" / "b")
    assert (home.status, disk.status) == ("ok", "ok")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.loopback
def test_a_taken_port_is_a_warning_that_names_the_setting():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        check = checks.port("127.0.0.1", number)
    assert check.status == "warn"
    assert str(number) in check.found
    assert "TRIVIUM_PORT" in check.mend


@pytest.mark.loopback
def test_a_free_port_is_left_free():
    assert checks.port("127.0.0.1", 0).status == "ok"


async def test_a_damaged_encoder_is_told_from_a_good_one():
    import numpy as np

    class Flat:
        name, dimensions = "flat", 2

        async def query(self, text):
            return np.array([1.0, 0.0], dtype=np.float32)

        async def passages(self, passages):
            return []

    assert (await checks.encoder(Flat(), known=True)).status == "fail"
    assert (await checks.encoder(Flat(), known=False)).status == "ok"


def test_settings_that_cannot_be_read_are_a_fault(trivium, monkeypatch):
    monkeypatch.setenv("TRIVIUM_PORT", "http")
    ran = trivium("doctor", "--json")
    assert (ran.code, ran.json["ok"]) == (7, False)
    assert ran.json["checks"][-1]["name"] == "settings"


@pytest.mark.loopback
def test_a_member_that_does_not_exist_is_a_fault_with_its_setting(trivium, monkeypatch):
    monkeypatch.setenv("TRIVIUM_CHECKER", "embeded")
    ran = trivium("doctor", "--json")
    [fault] = [c for c in ran.json["checks"] if c["name"] == "checker"]
    assert ran.code == 7
    assert "TRIVIUM_CHECKER" in fault["mend"]


@pytest.mark.loopback
def test_a_member_that_lacks_its_key_is_a_fault_with_the_variable(trivium, monkeypatch):
    monkeypatch.setenv("TRIVIUM_RERANKER", "cohere")
    ran = trivium("doctor", "--json")
    [fault] = [check for check in ran.json["checks"] if check["status"] == "fail"]
    assert ran.code == 7
    assert "COHERE_API_KEY" in fault["found"]


@pytest.mark.loopback
def test_a_home_in_order_passes_every_check(trivium, samples):
    ran = trivium("doctor", "--json")
    assert (ran.code, ran.json["ok"]) == (0, True)
    status = {check["name"]: check["status"] for check in ran.json["checks"]}
    own = {"python", "home", "disk", "database", "vectors", "encoder", "port"}
    assert {*checks.FAMILIES, *own} == set(status)
    found = {check["name"]: check["found"] for check in ran.json["checks"]}
    assert found["database"].startswith("13 documents, ")
    assert "all-MiniLM-L6-v2" in found["embedder"]


@pytest.mark.loopback
def test_an_index_of_another_embedder_is_a_warning_with_the_command(trivium, samples, monkeypatch):
    monkeypatch.setenv("TRIVIUM_EMBEDDER", "hashed")
    ran = trivium("doctor", "--json")
    [check] = [check for check in ran.json["checks"] if check["name"] == "vectors"]
    assert (ran.code, check["status"]) == (0, "warn")
    assert "`trivium reindex`" in check["found"]


@pytest.mark.loopback
def test_on_a_screen_each_check_has_its_line_and_changed_settings_their_source(trivium, samples):
    out = trivium("doctor").out
    assert "✓ database    13 documents" in out
    assert f"home\t{samples}\tTRIVIUM_HOME" in out


@pytest.mark.loopback
def test_a_corrupt_database_is_a_fault_and_a_sentence(trivium, home):
    home.mkdir()
    (home / "trivium.db").write_bytes(b"no database at all " * 500)
    ran = trivium("doctor", "--json")
    [fault] = [check for check in ran.json["checks"] if check["status"] == "fail"]
    assert (ran.code, fault["name"]) == (7, "database")
    listed = trivium("documents", "--json")
    assert (listed.code, listed.json["error"]["code"]) == (7, "database_corrupt")


def test_a_database_of_a_newer_trivium_is_left_alone(trivium, samples):
    with closing(sqlite3.connect(samples / "trivium.db")) as database:
        database.execute("PRAGMA user_version = 999")
    ran = trivium("documents", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (7, "database_newer")
