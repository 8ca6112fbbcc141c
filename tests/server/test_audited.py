"""One person's lines of the audit log: read, and the name taken out of them in place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trivium.adapters.terms import Principal
from trivium.server.audited import FILE, lines_of, mask

ANN = Principal(user="ann", tenant="north")


def line(**values: Any) -> dict[str, Any]:
    row = {
        "at": "2026-11-28T09:00:00.000+00:00",
        "request": "GET /v1/documents/d1",
        "status": 200,
        "documents": ["d1"],
        "tenant": "north",
        "user": "ann",
        "groups": ["legal"],
        "key": "anns-phone",
    }
    return {**row, **values}


def write(home: Path, *rows: dict[str, Any], number: int = 0) -> Path:
    file = home / (f"{FILE}.{number}" if number else FILE)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return file


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in file.read_text().splitlines()]


def test_only_ones_own_lines_are_read_of_every_file(tmp_path: Path) -> None:
    write(tmp_path, line(status=1), line(user="bob"), line(tenant="south"))
    write(tmp_path, line(status=2), number=2)
    write(tmp_path, line(status=10), line(user="annabel"), number=10)
    assert [row["status"] for row in lines_of(tmp_path, ANN)] == [1, 2, 10]
    assert lines_of(tmp_path / "nowhere", ANN) == []


def test_who_it_was_is_masked_and_what_was_done_stays(tmp_path: Path) -> None:
    file = write(tmp_path, line(), line(user="bob", key="ann"))
    assert mask(tmp_path, ANN) == 1
    masked, other = read(file)
    assert masked == line(user="***", key="*" * 10, groups=["*****"])
    assert other == line(user="bob", key="ann")
    assert mask(tmp_path, ANN) == 0


@pytest.mark.parametrize("user", ["ann", 'a"n', "ä🦊", "back\\slash", "new\nline"])
def test_a_line_keeps_its_length_whatever_the_name(tmp_path: Path, user: str) -> None:
    who = Principal(user=user, tenant="north")
    file = write(tmp_path, line(status=1), line(user=user, groups=[user]), line(status=3))
    before = file.read_bytes()
    assert mask(tmp_path, who) == (3 if user == "ann" else 1)
    after = file.read_bytes()
    assert [len(row) for row in after.split(b"\n")] == [len(row) for row in before.split(b"\n")]
    assert set(read(file)[1]["user"]) == {"*"}
    assert lines_of(tmp_path, who) == []


def test_the_name_of_a_thread_is_masked_too(tmp_path: Path) -> None:
    rows = [line(request=f"GET /v1/threads/my-divorce{verb}") for verb in ("", "/export")]
    file = write(tmp_path, *rows, line(request="GET /v1/threads"))
    mask(tmp_path, ANN)
    assert [row["request"] for row in read(file)] == [
        "GET /v1/threads/**********",
        "GET /v1/threads/**********/export",
        "GET /v1/threads",
    ]


def test_a_line_that_was_cut_off_or_is_none_is_left(tmp_path: Path) -> None:
    file = write(tmp_path, line())
    rest = b'"ann"\n["ann"]\n{"user": "ann", "ten'
    file.write_bytes(file.read_bytes() + rest)
    assert mask(tmp_path, ANN) == 1
    assert file.read_bytes().endswith(rest)


def test_a_line_that_was_written_without_blanks_is_masked_too(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_text(json.dumps(line(), separators=(",", ":")) + "\n")
    length = file.stat().st_size
    mask(tmp_path, ANN)
    assert file.stat().st_size == length
    assert read(file)[0]["user"] == "***"


def test_what_is_appended_meanwhile_stays(tmp_path: Path) -> None:
    file = write(tmp_path, line())
    with file.open("a") as appending:
        mask(tmp_path, ANN)
        appending.write(json.dumps(line(user="bob")) + "\n")
    assert [row["user"] for row in read(file)] == ["***", "bob"]
