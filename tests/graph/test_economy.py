"""Where the choice turns: the economy that is shown is the one that `decide` goes by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trivium import Setting, Settings, decide
from trivium.adapters.classifiers._economy import economy
from trivium.adapters.classifiers._price import SEARCH_TOKENS, price
from trivium.adapters.price import Price
from trivium.graph.break_even import QUESTION, sized, turn
from trivium.graph.economy import worked_out

MANUAL = Setting(corpus_tokens=50_000, corpus_documents=25, questions_per_hour=20)
WIDE = replace(MANUAL, window_tokens=2_000_000)
SETTINGS: dict[str, dict[str, Any]] = {
    "a usual price": {},
    "a wide window": {"window_tokens": 2_000_000},
    "a cheap model": {"usd_per_million": 0.25, "cached_usd_per_million": 0.025},
    "no cache": {"cached_usd_per_million": 2.5, "window_tokens": 2_000_000},
    "short lived": {"cache_lifetime_s": 300, "questions_per_hour": 2, "window_tokens": 2_000_000},
    "seldom": {"questions_per_hour": 0.2, "window_tokens": 2_000_000},
    "groups": {"private": True},
    "restless": {"changes_per_week": 30, "window_tokens": 2_000_000},
    "seen half cached": {"cache_hit_rate": 0.5, "window_tokens": 2_000_000},
    "a dear search": {"usd_per_search": 0.05, "window_tokens": 2_000_000},
    "in a hurry": {"latency_budget_s": 1.0, "window_tokens": 2_000_000},
    "measured": {"quality": {"long_context": 0.9, "retrieval": 0.85}},
}


@pytest.mark.parametrize("given", SETTINGS.values(), ids=SETTINGS)
def test_decide_takes_the_two_routes_on_the_two_sides_of_the_line(given: dict[str, Any]) -> None:
    setting = replace(MANUAL, **given)

    found = worked_out(setting, Settings())

    assert found.below is not None
    assert found.above is not None
    assert (found.below.route, found.above.route) == ("long_context", "retrieval")
    assert found.below.corpus_tokens < found.turn.read_tokens < found.above.corpus_tokens
    for beside in (found.below, found.above):
        same = sized(setting, beside.corpus_tokens)
        assert decide(QUESTION, same).route == beside.route
        assert decide(QUESTION, same).features["usd_whole"] == pytest.approx(
            beside.usd_whole, abs=1e-6
        )


def test_the_line_is_where_the_classifiers_economy_turns() -> None:
    at = turn(WIDE, 20).read_tokens

    assert economy(sized(WIDE, at)).fact > 0.5 >= economy(sized(WIDE, at + 1)).fact


def test_up_to_the_lower_line_reading_all_costs_no_more_than_a_search() -> None:
    at = turn(WIDE, 20).equal_tokens

    assert price(sized(WIDE, at)).ratio <= 1 < price(sized(WIDE, at + 10)).ratio
    assert at == pytest.approx(10 * SEARCH_TOKENS, rel=0.01)


def test_what_is_asked_more_often_is_read_up_to_a_larger_size() -> None:
    sizes = [turn(WIDE, rate).read_tokens for rate in (0.1, 1.0, 10.0)]

    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_an_answerer_that_reads_little_has_no_line() -> None:
    found = worked_out(replace(MANUAL, window_tokens=3_000), Settings())

    assert (found.turn.read_tokens, found.below, found.above) == (0, None, None)


def test_writing_is_priced_by_the_model() -> None:
    asked = {"price": Price(read=2.0, written=8.0), "answer_tokens": 100.0}
    found = worked_out(MANUAL, Settings(), model="openai:some", **asked)  # type: ignore[arg-type]
    longer = worked_out(MANUAL, Settings(economy_answer_tokens=1000), **asked)  # type: ignore[arg-type]

    assert found.written_usd == pytest.approx(0.0008)
    assert longer.written_usd == pytest.approx(0.008)
    assert not found.assumed_price
