"""What is learnt from providers' own figures, and where it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from trivium.adapters.meter import FILE, Meter, Prefix, prefix_key
from trivium.adapters.terms import Scope, Usage

MODEL = "openai:some"


def read(cached: int, tokens: int = 10_000, *, tells: bool = True) -> Usage:
    return Usage(tokens_in=tokens, cached_tokens=cached, tells_cache=tells)


def test_a_token_has_four_characters_until_the_provider_tells() -> None:
    meter = Meter()

    assert meter.characters(MODEL) == 4.0
    meter.told(MODEL, characters=20_000, tokens=10_000, at=1.0)
    assert meter.characters(MODEL) == pytest.approx(2.0, abs=0.05)
    assert meter.scale(MODEL) == pytest.approx(2.0, abs=0.05)
    assert meter.characters("openai:another") == 4.0


def test_a_model_that_changes_is_learnt_anew() -> None:
    meter = Meter()
    for tokens, characters in ((10_000, 20_000), (10_000, 60_000)):
        for _ in range(100):
            meter.told(MODEL, characters=characters, tokens=tokens, at=1.0)

    assert meter.characters(MODEL) > 5.5


def test_a_count_that_cannot_be_true_is_not_believed() -> None:
    meter = Meter()
    meter.told(MODEL, characters=10**9, tokens=10, at=1.0)

    assert meter.characters(MODEL) == 8.0


def test_answers_are_expected_to_be_as_long_as_they_were() -> None:
    meter = Meter()
    for _ in range(20):
        meter.wrote(MODEL, 50, at=1.0)

    assert 50 < meter.written(MODEL) < 60


def test_the_hit_rate_is_of_the_questions_that_came_in_time() -> None:
    meter = Meter()
    meter.read(MODEL, "k", read(0), warm=False, at=1.0)
    assert meter.prefix(MODEL, "k") == Prefix(tokens=10_000, at=1.0)

    meter.read(MODEL, "k", read(9_900), warm=True, at=2.0)
    meter.read(MODEL, "k", read(0), warm=False, at=9_000.0)
    known = meter.prefix(MODEL, "k")

    assert known is not None
    assert (known.asked, known.hit_rate, known.at) == (1, 0.99, 9_000.0)


def test_one_miss_may_be_chance_and_many_are_none() -> None:
    meter = Meter()
    meter.read(MODEL, "k", read(0), warm=False, at=1.0)
    expected = []
    for _ in range(9):
        meter.read(MODEL, "k", read(0), warm=True, at=2.0)
        known = meter.prefix(MODEL, "k")
        assert known is not None
        expected.append(known.expected)

    assert expected[0] == 0.5
    assert expected[-1] == pytest.approx(0.1)


def test_a_provider_that_does_not_tell_teaches_nothing() -> None:
    meter = Meter()
    for _ in range(3):
        meter.read(MODEL, "k", read(0, tells=False), warm=True, at=1.0)

    known = meter.prefix(MODEL, "k")
    assert known is not None
    assert known.hit_rate is None


def test_a_part_of_the_documents_says_nothing_of_them_all() -> None:
    meter = Meter()
    meter.read(MODEL, "k", read(0), warm=False, at=1.0)
    meter.read(MODEL, "k", read(0, tokens=500), warm=True, at=2.0)

    known = meter.prefix(MODEL, "k")
    assert known is not None
    assert (known.tokens, known.hit_rate) == (10_000, None)


def test_two_scopes_and_two_versions_have_prefixes_of_their_own() -> None:
    ann, bob = Scope(tenant="ann"), Scope(tenant="bob")

    assert len({prefix_key(ann, "1"), prefix_key(ann, "2"), prefix_key(bob, "1")}) == 3


async def test_the_next_process_knows_it_too(tmp_path: Path) -> None:
    meter = Meter(tmp_path / "home" / FILE)
    meter.told(MODEL, characters=20_000, tokens=10_000, at=1.0)
    meter.read(MODEL, "k", read(0), warm=False, at=1.0)
    await meter.save()

    again = Meter(tmp_path / "home" / FILE)

    assert again.characters(MODEL) == meter.characters(MODEL)
    assert again.prefix(MODEL, "k") == meter.prefix(MODEL, "k")


async def test_two_processes_keep_what_both_learnt(tmp_path: Path) -> None:
    one, other = Meter(tmp_path / FILE), Meter(tmp_path / FILE)
    one.read(MODEL, "one", read(0), warm=False, at=1.0)
    other.read(MODEL, "other", read(0), warm=False, at=2.0)
    await one.save()
    await other.save()

    both = Meter(tmp_path / FILE)

    assert both.prefix(MODEL, "one")
    assert both.prefix(MODEL, "other")


async def test_of_two_processes_the_later_word_counts(tmp_path: Path) -> None:
    one, other = Meter(tmp_path / FILE), Meter(tmp_path / FILE)
    one.read(MODEL, "k", read(0, tokens=100), warm=False, at=2.0)
    other.read(MODEL, "k", read(0, tokens=900), warm=False, at=1.0)
    await one.save()
    await other.save()

    known = Meter(tmp_path / FILE).prefix(MODEL, "k")

    assert known is not None
    assert known.tokens == 100


@pytest.mark.parametrize("text", ["", "{", "[]", '{"models": 3}', '{"prefixes": {"k": []}}'])
def test_a_file_that_cannot_be_read_holds_nothing_yet(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    assert Meter(tmp_path / FILE).characters(MODEL) == 4.0


async def test_a_home_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, not a folder")
    meter = Meter(tmp_path / "home" / FILE)
    meter.told(MODEL, characters=20_000, tokens=10_000, at=1.0)

    await meter.save()

    assert meter.characters(MODEL) < 3


async def test_only_the_latest_prefixes_are_kept(tmp_path: Path) -> None:
    meter = Meter(tmp_path / FILE)
    for number in range(600):
        meter.read(MODEL, f"{number}", read(0), warm=False, at=float(number))
    await meter.save()

    assert meter.prefix(MODEL, "0") is None
    assert meter.prefix(MODEL, "599")
