"""Whether reading everything is worth it, figure by figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trivium.adapters.classifiers._economy import HEADROOM, economy
from trivium.adapters.classifiers._price import SEARCH_TOKENS, price
from trivium.adapters.terms import Setting

MANUAL = Setting(corpus_tokens=50_000, corpus_documents=1, questions_per_hour=20)


def worth(**changed: object) -> float:
    return economy(replace(MANUAL, **changed)).fact  # type: ignore[arg-type]


def test_a_steady_manual_that_fits_is_read_whole() -> None:
    assert worth() > 0.8


def test_room_is_kept_in_the_window() -> None:
    window = int(50_000 / HEADROOM)

    assert worth(window_tokens=window + 2_000) > 0.5 > worth(window_tokens=window - 2_000)


def test_documents_that_change_daily_are_searched() -> None:
    assert worth(changes_per_week=2) > 0.5 > worth(changes_per_week=30, corpus_documents=200)


def test_a_first_filling_is_no_restlessness() -> None:
    assert worth(changes_per_week=140, corpus_documents=140) > 0.5


def test_groups_share_no_prefix() -> None:
    assert price(replace(MANUAL, private=True)).warm == 0
    assert worth(private=True) < 0.5


def test_no_more_than_a_search_brings_is_read_whatever_changes() -> None:
    small = {"corpus_tokens": SEARCH_TOKENS, "corpus_documents": 4}

    assert worth(**small, changes_per_week=90, private=True) > 0.5


def test_a_busy_hour_keeps_the_prefix_warm_and_a_change_breaks_it() -> None:
    busy, still = (price(replace(MANUAL, questions_per_hour=q)).warm for q in (40.0, 0.2))

    assert busy > 0.95 > still
    assert price(replace(MANUAL, changes_per_week=168 * 20)).warm < 0.6


def test_a_dear_cache_speaks_for_searching() -> None:
    assert worth(cached_usd_per_million=2.5) < worth(cached_usd_per_million=0.25)
    assert worth(cached_usd_per_million=2.5) < 0.5


def test_what_the_cache_is_known_to_hold_counts() -> None:
    assert price(replace(MANUAL, cache_warm=True)).warm == 1
    assert worth(cache_warm=False) < 0.5 < worth(cache_warm=True)


def test_the_share_that_was_seen_to_come_from_the_cache_counts() -> None:
    expected = price(MANUAL).warm

    assert price(replace(MANUAL, cache_hit_rate=0.5)).warm == pytest.approx(expected / 2)
    assert price(replace(MANUAL, cache_warm=True, cache_hit_rate=0.9)).warm == 0.9
    assert worth(cache_hit_rate=0.0) < 0.5 < worth(cache_hit_rate=1.0)


def test_a_groups_own_prefix_that_is_seen_to_be_warm_counts() -> None:
    assert price(replace(MANUAL, private=True, cache_warm=True)).warm == 1
    assert worth(private=True) < 0.5 < worth(private=True, cache_warm=True)


def test_a_search_that_costs_more_than_its_tokens_speaks_for_reading() -> None:
    assert price(replace(MANUAL, usd_per_search=0.01)).search_usd == pytest.approx(0.02)
    assert price(replace(MANUAL, usd_per_search=0.01)).ratio < price(MANUAL).ratio


def test_a_first_filling_breaks_no_prefix() -> None:
    filled = replace(MANUAL, changes_per_week=900, corpus_documents=900)

    assert price(filled).warm == price(MANUAL).warm


def test_the_latency_budget_counts() -> None:
    assert worth(latency_budget_s=30) > 0.5 > worth(latency_budget_s=0.2)


@pytest.mark.parametrize(("whole", "search", "read"), [(0.9, 0.6, True), (0.6, 0.9, False)])
def test_what_was_measured_on_the_collection_counts(
    whole: float, search: float, read: bool
) -> None:
    quality = {"long_context": whole, "retrieval": search}

    assert (worth(quality=quality) > 0.5) == read
    assert f"{whole:.0%}" in economy(replace(MANUAL, quality=quality)).why_fact


def test_a_model_that_costs_nothing_is_weighed_in_tokens() -> None:
    free = replace(MANUAL, usd_per_million=0.0, cached_usd_per_million=0.0)

    assert price(free).ratio == pytest.approx(50_000 / SEARCH_TOKENS)


def test_an_answerer_that_reads_little_is_given_what_a_search_brings() -> None:
    assert worth(corpus_tokens=500, window_tokens=2_000) < 0.5


def test_a_document_of_a_few_long_ones_is_read_whole_for_a_summary() -> None:
    shelf = Setting(corpus_tokens=5_000_000, corpus_documents=900)

    assert economy(shelf).whole > 0.5 > economy(shelf).fact


@pytest.mark.parametrize(
    "stream",
    [
        Setting(corpus_tokens=90_000_000, corpus_documents=120_000, changes_per_week=9000),
        Setting(corpus_tokens=400_000_000, corpus_documents=50_000),
    ],
)
def test_among_very_many_documents_a_summary_is_searched_for(stream: Setting) -> None:
    assert economy(stream).whole < 0.5


def test_without_documents_nothing_is_read() -> None:
    assert economy(Setting()).fact == 0
    assert economy(Setting()).why_fact == "there are no documents yet"


@pytest.mark.parametrize("tokens", [1, 10, 10**12])
def test_any_size_has_odds(tokens: int) -> None:
    assert 0 < economy(Setting(corpus_tokens=tokens)).fact < 1
