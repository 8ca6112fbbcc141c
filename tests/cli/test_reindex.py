import pytest


def test_what_is_there_is_not_made_again(trivium, samples):
    ran = trivium("reindex", "--json")

    assert (ran.code, ran.json) == (0, {"vectors": 0, "embedder": "embedded"})


def test_another_embedder_s_vectors_are_made(trivium, samples, monkeypatch: pytest.MonkeyPatch):
    passages = trivium("copy", "--from", "embedded", "--to", "memory", "--json").json["passages"]
    monkeypatch.setenv("TRIVIUM_EMBEDDER", "hashed")

    ran = trivium("reindex")

    assert ran.code == 0
    assert f"{passages:,} vectors made in" in ran.out
    assert trivium("reindex", "--json").json == {"vectors": 0, "embedder": "hashed"}
