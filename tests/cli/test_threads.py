import json

import pytest

LEAVE, IT = "How many days of annual leave do full-time employees get?", "Who leads IT?"


@pytest.fixture
def talked(trivium, samples):
    """Two questions in one conversation, one in another."""
    for question, thread in ((LEAVE, "ours"), (IT, "ours"), (IT, "it")):
        trivium("ask", question, "--thread", thread)


def questions(trivium, thread):
    return [r["question"] for r in trivium("threads", "show", thread, "--json").json["receipts"]]


def test_without_conversations_it_says_how_to_begin_one(trivium, home):
    ran = trivium("threads")
    assert (ran.code, ran.out) == (0, "")
    assert "trivium chat" in ran.err


def test_conversations_are_listed_the_latest_used_first(trivium, talked):
    lines = [line.split("\t") for line in trivium("threads").out.splitlines()]
    assert [(row[0], *row[2:]) for row in lines] == [("it", "1", IT), ("ours", "2", LEAVE)]
    assert trivium("threads", "list", "--limit", "1", "--json").json["threads"][0]["id"] == "it"


def test_a_conversation_is_shown_with_its_answers(trivium, talked):
    out = trivium("threads", "show", "ours").out
    assert f"1. {LEAVE}" in out
    assert "27 days" in out
    assert f"2. {IT}" in out


def test_a_conversation_is_forked_at_a_question(trivium, talked):
    made = trivium("threads", "fork", "ours", "--turn", "1", "--name", "again", "--json").json
    assert (made["id"], made["questions"]) == ("again", 1)
    trivium("ask", "And after ten years?", "--thread", "again")
    assert questions(trivium, "again") == [LEAVE, "And after ten years?"]
    assert questions(trivium, "ours") == [LEAVE, IT]
    assert trivium("threads", "fork", "ours", "--name", "again").code == 6
    assert trivium("threads", "fork", "ours", "--turn", "3").code == 2


def test_a_conversation_is_deleted(trivium, talked):
    assert trivium("threads", "delete", "ours", "--json").json == {"deleted": "ours", "receipts": 2}
    assert [t["id"] for t in trivium("threads", "--json").json["threads"]] == ["it"]
    assert trivium("threads", "show", "ours").code == 4


def test_a_conversation_is_exported(trivium, talked, tmp_path):
    told = trivium("threads", "export", "ours").json
    assert [m["role"] for m in told["messages"]] == ["user", "assistant"] * 2
    file = tmp_path / "ours.json"
    assert trivium("threads", "export", "ours", "--to", str(file), "--json").json == {"exported": 4}
    assert json.loads(file.read_text()) == told


def test_anothers_conversation_is_not_there(trivium, talked):
    for verb in ("show", "fork", "delete", "export"):
        ran = trivium("threads", verb, "ours", "--user", "bob")
        assert ran.code == 4
        assert "'ours'" in ran.err
    assert questions(trivium, "ours") == [LEAVE, IT]
