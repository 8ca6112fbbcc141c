import io
import os
import pty
import subprocess
import sys

import pytest

QUESTION = "How many days of annual leave do full-time employees get?"
NOT_THERE = "What is the boiling point of tungsten?"


def test_a_question_is_answered_with_route_source_and_outcome(trivium, samples):
    ran = trivium("ask", QUESTION)
    assert ran.code == 0
    assert "27 days" in ran.out
    assert "[1] Moorlight handbook: leave" in ran.out
    assert "✓ grounded: " in ran.out
    assert ran.err == ""


def test_the_whole_answer_under_json(trivium, samples):
    answer = trivium("ask", QUESTION, "--json").json
    assert answer["outcome"] == "grounded"
    assert answer["route"] == answer["receipt"]["route"]
    assert answer["citations"][0]["title"] == "Moorlight handbook: leave"
    assert answer["receipt"]["question"] == QUESTION


def test_what_the_documents_do_not_hold_is_exit_code_3(trivium, samples):
    ran = trivium("ask", NOT_THERE, "--json")
    assert ran.code == 3
    assert ran.json["outcome"].startswith("abstained")


def test_the_question_can_come_from_standard_input(trivium, samples, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(QUESTION + "\n"))
    assert trivium("ask", "-", "--json").json["receipt"]["question"] == QUESTION


def test_a_forced_route_is_taken(trivium, samples):
    answer = trivium("ask", QUESTION, "--route", "long_context", "--json").json
    assert answer["route"] == "long_context"
    assert answer["receipt"]["forced"] is True


def test_whoever_asks_is_in_the_receipt(trivium, samples):
    receipt = trivium("ask", QUESTION, "--user", "ann", "--json").json["receipt"]
    assert receipt["user"] == "ann"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", "  "], "bad_input", "empty"),
        (["ask", "x", "--route", "retreival"], "unknown_name", "did you mean 'retrieval'?"),
        (["ask", "x", "--model", "tone"], "bad_input", "trivium.toml"),
        (["ask", "x" * 200_000], "too_large", "TRIVIUM_QUESTION_MAX_CHARS"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(trivium, arguments, code, says):
    ran = trivium(*arguments, "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == code
    assert says in ran.json["error"]["message"]


def test_a_fresh_home_points_to_ingest_and_the_samples(trivium):
    ran = trivium("ask", NOT_THERE)
    assert ran.code == 3
    assert "trivium ingest PATH" in ran.err
    assert "--samples" in ran.err


@pytest.mark.long
def test_on_a_terminal_a_fresh_home_is_offered_the_samples(home):
    ours, theirs = pty.openpty()
    command = "from trivium.cli.main import main; raise SystemExit(main())"
    child = subprocess.Popen(
        [sys.executable, "-c", command, "ask", QUESTION],
        env={**os.environ, "TRIVIUM_HOME": str(home), "TERM": "xterm", "COLUMNS": "100"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, b"\n")
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    assert child.wait(timeout=60) == 0
    assert b"There are no documents yet" in seen
    assert b"27 days" in seen


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux's way to say that the other end is closed
        return b""
