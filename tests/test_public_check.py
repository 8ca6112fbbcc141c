"""`trivium.check` is a plain function: no loop, no store, no server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from trivium import check
from trivium.graph.checking import check_each

EVIDENCE = [
    "Bread needs flour.",
    "The harbour closes at 22:00. Ships wait outside until the pilot boat comes out.",
]


def test_a_claim_is_judged_with_what_carries_it() -> None:
    verdict = check("At 10 pm the harbour closes.", EVIDENCE)

    assert verdict.supported
    assert verdict.passage == 1
    assert verdict.span is not None
    assert EVIDENCE[1][slice(*verdict.span)] == "The harbour closes at 22:00."


def test_an_answer_is_as_good_as_its_weakest_sentence() -> None:
    answer = "The harbour closes at 22:00. The harbour was built by Norwegians."

    assert [verdict.supported for verdict in check_each(answer, EVIDENCE)] == [True, False]
    assert not check(answer, EVIDENCE).supported
    assert check(answer, EVIDENCE).claim == answer


def test_a_greeting_does_not_make_an_answer_worse() -> None:
    assert check("Sure! The harbour closes at 22:00.", EVIDENCE).supported


@pytest.mark.parametrize("claim", ["", "Hello!", "\x00", "?"])
def test_what_claims_nothing_is_not_supported(claim: str) -> None:
    assert not check(claim, EVIDENCE).supported


def test_without_evidence_nothing_is_supported() -> None:
    assert not check("The harbour closes at 22:00.", []).supported


async def test_it_works_where_a_loop_runs() -> None:
    assert check("The harbour closes at 22:00.", EVIDENCE).supported


def test_threads_get_the_same_verdicts() -> None:
    claims = ["At 10 pm the harbour closes.", "The harbour closes at 23:00."] * 8
    with ThreadPoolExecutor(4) as threads:
        verdicts = list(threads.map(lambda claim: check(claim, EVIDENCE), claims))

    assert [verdict.supported for verdict in verdicts] == [True, False] * 8


def test_one_text_is_not_taken_for_many() -> None:
    with pytest.raises(TypeError, match="list of texts"):
        check("The harbour closes.", EVIDENCE[0])


def predict(folder: Path, *rows: str) -> subprocess.CompletedProcess[str]:
    (folder / "in.jsonl").write_text("\n".join(rows), "utf-8")
    command = [sys.executable, "-m", "benchmarks.check", "--predictions", "in.jsonl", "out.jsonl"]
    root = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_rows_are_judged_in_their_order(tmp_path: Path) -> None:
    claim = json.dumps({"claim": "The harbour closes at 22:00.", "evidence": EVIDENCE})
    text = "Hello! Ships wait outside. Ships are made of cheese."
    answer = {"answer": text, "evidence": EVIDENCE}
    done = predict(tmp_path, claim, json.dumps(answer))

    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())
    assert first == {
        "verdicts": [
            {
                "claim": "The harbour closes at 22:00.",
                "supported": True,
                "score": 1.0,
                "span": {"evidence": 1, "start": 0, "end": 28},
            }
        ],
        "score": 1.0,
    }
    assert [one["supported"] for one in second["verdicts"]] == [True, False]
    assert second["score"] == min(one["score"] for one in second["verdicts"])


@pytest.mark.parametrize("bad", ["{", "[]", '{"claim": "a"}', '{"claim": 1, "evidence": []}'])
def test_a_bad_row_is_named(tmp_path: Path, bad: str) -> None:
    done = predict(tmp_path, json.dumps({"claim": "a", "evidence": []}), bad)

    assert done.returncode != 0
    assert "line 2" in done.stderr
    assert "Traceback" not in done.stderr
