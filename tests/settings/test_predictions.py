"""The benchmark of routes predicts rows in their order, and names a bad one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTING = {"corpus_tokens": 5_000_000, "corpus_documents": 900}


def predict(folder: Path, *rows: object) -> subprocess.CompletedProcess[str]:
    source = folder / "in.jsonl"
    source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    command = [sys.executable, "-m", "benchmarks.routes", "--predictions", source]
    return subprocess.run(
        [*command, folder / "out.jsonl"], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_rows_come_back_in_their_order(tmp_path: Path) -> None:
    questions = ["hello", "Who signed the lease?"]
    done = predict(tmp_path, *({"question": text, "setting": SETTING} for text in questions))

    assert done.returncode == 0, done.stderr
    made = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["route"] for row in made] == ["direct", "retrieval"]
    assert set(made[0]) == {"route", "confidence", "reason"}


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    good = {"question": "hello", "setting": SETTING}
    done = predict(tmp_path, good, {"question": "Who?", "setting": {"corpus_tokns": 1}})

    assert done.returncode == 1
    assert "Line 2: " in done.stderr
    assert "did you mean 'corpus_tokens'" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()
