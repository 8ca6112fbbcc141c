"""Scripted members say what was prepared."""

from __future__ import annotations

import pytest

from trivium.adapters._script import Script
from trivium.adapters.errors import BadInput


def test_answers_come_in_their_order() -> None:
    script = Script[str]("rewriter", ["a", "b"])

    assert [script.next(), script.next()] == ["a", "b"]


def test_a_function_sees_what_was_asked() -> None:
    assert Script[str]("rewriter", lambda text: text.upper()).next("a") == "A"


def test_running_out_says_so() -> None:
    with pytest.raises(BadInput, match="scripted rewriter has no answer left"):
        Script[str]("rewriter", []).next()
