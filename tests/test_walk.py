from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.walk import Differs, alike, blocks, walk


def _walk(text: str, folder: Path) -> None:
    page = folder / "page.md"
    page.write_text(text, "utf-8")
    walk(page, folder, os.environ, timeout_s=20)


def test_one_shell_runs_all_blocks_of_a_page(tmp_path: Path) -> None:
    page = (
        "```sh\nWORD=seen\n```\n\nThen\n\n```console\n$ echo $WORD\nseen\n$ echo more\nmore\n```\n"
    )
    _walk(page, tmp_path)


def test_a_command_that_says_something_else_than_the_page_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Differs, match="line 3: \\$ echo two"):
        _walk("Say\n\n```console\n$ echo one\none\n$ echo two\nthree\n```\n", tmp_path)


def test_a_command_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Differs, match="line 1"):
        _walk("```sh\nfalse\n```\n", tmp_path)
    with pytest.raises(Differs, match="ended with 1"):
        _walk("```console\n$ false\n```\n", tmp_path)


def test_a_command_may_fail_where_the_page_shows_its_exit_code(tmp_path: Path) -> None:
    _walk("```console\n$ (exit 3)\n$ echo $?\n3\n```\n", tmp_path)


def test_a_program_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Differs, match="ZeroDivisionError"):
        _walk("```python\n1 / 0\n```\n", tmp_path)


def test_what_says_why_it_is_not_run_is_not_run(tmp_path: Path) -> None:
    _walk("```sh no-run: it would end the machine\nfalse\n```\n", tmp_path)
    assert [one.why_not for one in blocks(tmp_path / "page.md")] == ["it would end the machine"]


def test_a_block_that_says_something_else_behind_its_language_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="page.md has a block sh later: write sh no-run: why"):
        _walk("```sh later\nfalse\n```\n", tmp_path)


def test_what_does_not_end_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\nsleep 30\n```\n", "utf-8")
    with pytest.raises(Differs, match="line 1: took over 1 s"):
        walk(page, tmp_path, os.environ, timeout_s=1)


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ("642 ms, receipt r_" + "a" * 32, "1,642 ms, receipt r_" + "b" * 32),
        ("first\n...\nlast", "first\nin\nbetween\nlast"),
        ("✓ 4 added in 1 s", "✓ 4 added in 12 s  "),
    ],
)
def test_what_differs_from_run_to_run_may_differ(shown: str, seen: str) -> None:
    assert alike(shown, seen)
    assert not alike(shown, seen + "\nand more")
