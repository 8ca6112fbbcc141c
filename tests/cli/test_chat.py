import io
import json
import sys

import pytest

QUESTION = "How many days of annual leave do full-time employees get?"


@pytest.fixture
def chat(trivium, samples, monkeypatch):
    """A conversation as a function of the lines that are typed."""

    def run(*lines, options=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        ran = trivium("chat", *options)
        assert ran.code == 0
        return ran

    return run


def rows_of(ran):
    return [json.loads(row) for row in ran.out.splitlines()]


def test_questions_are_answered_one_after_the_other_until_the_end_of_input(chat):
    ran = chat(QUESTION, "", "And after five years of service?")
    assert ran.out.count("grounded: every sentence") == 2
    assert "29 days" in ran.out


def test_a_follow_up_goes_on_from_what_was_said(chat, trivium):
    rows = rows_of(chat(QUESTION, "And after ten years?", options=["--json"]))
    assert "leave" in rows[1]["receipt"]["standalone"]
    assert rows[0]["receipt"]["thread"] == rows[1]["receipt"]["thread"]


def test_a_named_conversation_is_gone_on_with_later(chat):
    chat(QUESTION, options=["--thread", "ours"])
    assert QUESTION in chat("/turns", options=["--thread", "ours"]).out


def test_a_route_is_forced_until_it_is_left_open_again(chat):
    lines = ("/route long_context", QUESTION, "/route", QUESTION)
    rows = rows_of(chat(*lines, options=["--json"]))
    assert [row["receipt"]["forced"] for row in rows] == [True, False]


def test_sources_and_the_way_of_the_last_answer_are_shown(chat):
    out = chat(QUESTION, "/sources", "/explain").out
    assert out.count("Moorlight handbook: leave") >= 2
    assert "classify" in out


def test_an_answer_is_rated(chat, trivium):
    chat(QUESTION, "/good just right")
    [receipt] = trivium("receipts", "--json").json["receipts"]
    whole = trivium("receipts", receipt["id"], "--json").json
    assert [f["comment"] for f in whole["feedback"]] == ["just right"]


def test_documents_are_added_listed_and_searched(chat, tmp_path):
    (tmp_path / "hours.md").write_text("# Hours\n\nThe workshop opens at seven.\n")
    ran = chat(f"/add {tmp_path / 'hours.md'}", "/documents", "/search workshop opens")
    assert "1 documents are in" in ran.err
    assert "Hours" in ran.out
    assert "opens at seven" in ran.out


def test_new_begins_another_conversation(chat):
    lines = (QUESTION, "/new", "And after ten years?")
    rows = rows_of(chat(*lines, options=["--json"]))
    assert rows[0]["receipt"]["thread"] != rows[1]["receipt"]["thread"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/rout x", "did you mean '/route'?"),
        ("/route retreival", "did you mean 'retrieval'?"),
        ("/mode loud", "verify"),
        ("/sources", "ask something first"),
        ("/add", "/add contracts/nda.pdf"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_the_conversation_goes_on(chat, line, says):
    ran = chat(line, "/help")
    assert says in ran.err
    assert "/quit" in ran.out


def test_quit_leaves_at_once(chat):
    assert chat("/quit", QUESTION).out == ""


def test_an_interrupted_answer_leaves_the_conversation_open(chat, monkeypatch):
    from trivium.cli import chat as module

    async def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "on_screen", interrupted)
    ran = chat(QUESTION, "/help")
    assert "stopped" in ran.err
    assert "/quit" in ran.out


def test_a_conversation_is_forked_and_each_goes_its_own_way(chat, trivium):
    chat(QUESTION, "Who leads IT?", "/fork 1", "And after ten years?", options=["--thread", "ours"])
    threads = trivium("threads", "--json").json["threads"]
    assert sorted(t["questions"] for t in threads) == [2, 2]
    [fork] = [t["id"] for t in threads if t["id"] != "ours"]
    told = trivium("threads", "show", fork, "--json").json["receipts"]
    assert [r["question"] for r in told] == [QUESTION, "And after ten years?"]
    assert "leave" in told[1]["standalone"]


@pytest.mark.parametrize("count", ["0", "2", "two"])
def test_a_fork_of_questions_that_are_not_there_says_how_many_are(chat, count):
    ran = chat(QUESTION, f"/fork {count}")
    assert "how many of the 1 questions" in ran.err


def test_a_conversation_is_exported_and_deleted(chat, trivium, tmp_path):
    file = tmp_path / "leave.json"
    ran = chat(QUESTION, f"/export {file}", "/threads", "/delete", "/turns", "/threads")
    assert json.loads(file.read_text())["messages"][0]["content"] == QUESTION
    assert ran.out.count(QUESTION) == 1  # the first /threads alone
    assert "deleted chat-" in ran.err
    assert trivium("threads", "--json").json["threads"] == []
