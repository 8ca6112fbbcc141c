"""A setting reads the same from TOML, JSON and Python."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trivium.adapters.errors import BadInput
from trivium.adapters.registry import after_snapshot
from trivium.adapters.terms import Contract, Setting

MODEL = {"name": "voice", "purpose": "slogans", "examples": ["Write a slogan"]}


def test_a_setting_is_made_from_a_mapping() -> None:
    made = Setting.of(
        {"corpus_tokens": 6e4, "private": True, "models": [MODEL], "changes_per_week": 2}
    )

    voice = Contract(name="voice", purpose="slogans", examples=("Write a slogan",))
    assert made == Setting(
        corpus_tokens=60_000, private=True, models=(voice,), changes_per_week=2.0
    )


def test_what_is_null_in_json_is_not_given() -> None:
    assert (
        Setting.of({"models": [{**MODEL, "schema": None, "snapshot": None}]}).models[0].schema
        is None
    )


def test_a_day_may_be_a_date() -> None:
    model = {**MODEL, "snapshot": date(2026, 5, 31)}

    assert Setting.of({"models": [model]}).models[0].snapshot == "2026-05-31"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"corpus_token": 3}, "did you mean 'corpus_tokens'"),
        ({"corpus_tokens": "many"}, "corpus_tokens cannot be 'many': a number, 0 or more"),
        ({"corpus_tokens": True}, "a number"),
        ({"changes_per_week": -1}, "0 or more"),
        ({"questions_per_hour": float("inf")}, "a number"),
        ({"private": "yes"}, "true or false"),
        ({"quality": {"retrieval": 80}}, "shares from 0 to 1"),
        ({"models": "voice"}, "a list of tables"),
        ({"models": [3]}, "A model must be a table"),
        ({"models": [MODEL, MODEL]}, "Two models have the name 'voice'"),
        ({"models": [{**MODEL, "purpos": "x"}]}, "did you mean 'purpose'"),
    ],
)
def test_a_wrong_setting_is_named_with_the_way_out(given: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        Setting.of(given)


TARIFFS = Contract(
    name="agent", purpose="replies", snapshot="2026-04-30", topics=("tariffs", "delivery times")
)


@pytest.mark.parametrize(
    ("day", "late"), [((2026, 4, 30, 23), False), ((2026, 5, 1), True), ((2026, 6, 1), True)]
)
def test_a_snapshot_covers_its_own_day(day: tuple[int, int, int], late: bool) -> None:
    assert after_snapshot(TARIFFS, datetime(*day, tzinfo=UTC).timestamp()) is late
