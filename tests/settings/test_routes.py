"""Each setting takes its route."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from trivium import Setting, decide

HERE = Path(__file__).parent
FILES = [*sorted(HERE.glob("*.toml")), *sorted(HERE.glob("other/*.toml"))]
ABOUT = {"name", "route", "questions", "paraphrases"}


def claim(path: Path) -> str:
    row = tomllib.loads(path.read_text("utf-8"))
    return f"{row['name']} takes {row['route']}"


@pytest.mark.parametrize("path", FILES, ids=claim)
def test_in_this_setting(path: Path) -> None:
    row = tomllib.loads(path.read_text("utf-8"))
    setting = Setting.of({name: value for name, value in row.items() if name not in ABOUT})
    routes = [decide(question, setting).route for question in row["questions"]]

    assert routes.count(row["route"]) >= 8
