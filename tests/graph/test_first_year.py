"""A year of each way, and every assumption behind it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from trivium import Setting
from trivium.adapters.classifiers._price import SEARCH_TOKENS, price
from trivium.graph.first_year import Way, first_year, questions_a_year
from trivium.graph.settings_economy import Economy

MANUAL = Setting(
    corpus_tokens=20_000, corpus_documents=20, questions_per_hour=10, changes_per_week=1
)
STEADY = Economy(economy_growth=0.0)


def year(setting: Setting = MANUAL, assumed: Economy = STEADY) -> dict[str, Way]:
    return {way.name: way for way in first_year(setting, assumed, written_usd=0.002)}


def test_running_is_what_the_classifiers_economy_says_a_question_costs() -> None:
    cost, asked, ways = price(MANUAL), questions_a_year(MANUAL, STEADY), year()

    assert asked == pytest.approx(10 * 40 * 52)
    assert ways["retrieval"].running_usd == pytest.approx(asked * (cost.search_usd + 0.002))
    assert ways["long_context"].running_usd == pytest.approx(asked * (cost.whole_usd + 0.002))
    assert ways["tuned"].running_usd == pytest.approx(asked * 1.5 * (cost.plain_usd + 0.002))
    assert cost.search_usd == pytest.approx(SEARCH_TOKENS * 2.5 / 1e6)


def test_set_up_is_work_and_training() -> None:
    ways = year()

    assert ways["retrieval"].set_up_usd == 16 * 75
    assert ways["long_context"].set_up_usd == 4 * 75
    assert ways["tuned"].set_up_usd == 80 * 75 + 3 * 25


def test_a_model_is_trained_anew_when_enough_documents_changed() -> None:
    often = replace(MANUAL, changes_per_week=2)
    trainings = 52 / 2  # one change a week, of twenty documents a tenth

    assert year()["tuned"].upkeep_usd == pytest.approx(12 * 2 * 75 + trainings * (75 + 8 * 75))
    assert year(often)["tuned"].upkeep_usd == pytest.approx(12 * 2 * 75 + 52 * (75 + 8 * 75))


def test_a_first_filling_trains_nothing_anew() -> None:
    filled = replace(MANUAL, changes_per_week=20)

    assert year(filled)["tuned"].upkeep_usd == pytest.approx(12 * 2 * 75)


def test_what_grows_costs_more_to_read_and_no_more_to_search() -> None:
    grown = Economy(economy_growth=1.0)
    before, after = year(), year(assumed=grown)

    assert after["long_context"].running_usd > 1.3 * before["long_context"].running_usd
    assert after["retrieval"].running_usd == pytest.approx(before["retrieval"].running_usd)


def test_what_outgrows_the_window_is_narrowed_and_read_cold() -> None:
    full = replace(MANUAL, corpus_tokens=80_000)
    way = year(full, Economy(economy_growth=0.2))["long_context"]

    assert way.note == "in 9 of 12 months only what a search narrows fits"
    assert way.running_usd > 3 * year(full)["long_context"].running_usd


CHANGED = {
    "economy_hours_per_week": 80.0,
    "economy_questions_growth": 1.0,
    "economy_changes_per_week": 5.0,
    "economy_growth": 1.0,
    "economy_wage_usd": 10.0,
    "economy_retrieval_setup_hours": 1.0,
    "economy_retrieval_upkeep_hours": 1.0,
    "economy_server_usd_per_month": 50.0,
    "economy_embed_usd_per_million": 1.0,
    "economy_long_context_setup_hours": 1.0,
    "economy_long_context_upkeep_hours": 9.0,
    "economy_tuning_setup_hours": 1.0,
    "economy_tuning_upkeep_hours": 9.0,
    "economy_training_hours": 1.0,
    "economy_training_usd_per_million": 1.0,
    "economy_training_examples": 10,
    "economy_training_example_tokens": 10,
    "economy_training_epochs": 9,
    "economy_tuned_price_ratio": 9.0,
    "economy_stale_share": 0.9,
}
# These belong to the setting that the year is worked out for.
OF_THE_SETTING = {
    "economy_questions_per_hour",
    "economy_share_cached",
    "economy_answer_tokens",
}


@pytest.mark.parametrize("name", CHANGED)
def test_every_assumption_counts(name: str) -> None:
    assert year(assumed=replace(STEADY, **{name: CHANGED[name]})) != year()  # type: ignore[arg-type]


def test_no_assumption_is_left_out() -> None:
    assert CHANGED.keys() | OF_THE_SETTING == {field.name for field in fields(Economy)}
