"""Keys and passwords do not reach a receipt; other words do."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from trivium.adapters.receipts import Claim, StepRecord
from trivium.adapters.secrets import Secret, redacted, without_secrets

from .ledgers.test_conformance import receipt

KEY = "sk-proj-Zx81kQ2m4Yw0Lr7T"


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        (f"401: Incorrect API key provided: {KEY}.", KEY),
        ("postgresql://trivium:hunter2@db/trivium is down", "hunter2"),
        ("Authorization: Bearer abcdef.123456", "abcdef.123456"),
        ("GET /v1?api_key=hunter22&x=1 failed", "hunter22"),
        ("token=abc123; try again", "abc123"),
        ("AKIAIOSFODNN7EXAMPLE is not allowed", "AKIAIOSFODNN7EXAMPLE"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJzdWIiOiIxIn0"),
    ],
)
def test_what_looks_like_a_secret_goes(said: str, secret: str) -> None:
    assert secret not in redacted(said)
    assert "[secret]" in redacted(said)


@pytest.mark.parametrize(
    "said",
    [
        "40 passages for who signs the risk-management-framework-agreement?",
        "not supported: The basic allowance is 28 days (28 is not 27)",
        "https://example.org/a?page=2",
        "skateboarding-equipment and task-management",
        "the key is under the mat",
    ],
)
def test_other_words_stay(said: str) -> None:
    assert redacted(said) == said


def test_whatever_a_member_writes_into_a_receipt_is_looked_through() -> None:
    said = f"refused {KEY}"
    claim = Claim(text="x", label="unsupported", score=0.0, reason=said)
    step = StepRecord(name="answer", start_ms=0, ms=1, note=said, member=said, failed=(claim,))
    given = replace(
        receipt(), reason=said, members={"answerer": said}, claims=(claim,), steps=(step,)
    )
    assert KEY not in str(without_secrets(given))


def test_the_words_of_asker_and_documents_stay_as_they_are() -> None:
    given = replace(receipt(documents=("a",)), question=KEY, text=KEY)
    assert without_secrets(given) == given


def test_a_secret_shows_itself_only_where_it_is_asked_to() -> None:
    secret = Secret("hunter2")

    assert secret.reveal() == "hunter2"
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"


def test_a_secret_is_taken_out_of_a_text() -> None:
    assert Secret("hunter2").hide("no hunter2 here") == "no [secret] here"
    assert Secret("").hide("nothing here") == "nothing here"


def test_a_secret_is_not_written_down() -> None:
    with pytest.raises(TypeError, match="not written down"):
        pickle.dumps(Secret("hunter2"))
