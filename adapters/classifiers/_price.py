"""What a question costs when everything is read, cached or not, and when it is searched."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from ..terms import Setting

# What an answer over search results reads: eight passages with their headings, and the prompt.
SEARCH_TOKENS = 4000
# What a tuned model reads that is given no documents: the question and a conversation.
PLAIN_TOKENS = 300
# Tokens that a model reads in a second, and how many of them when they are cached.
_READS, _READS_CACHED = 10_000.0, 100_000.0
_HOURS_A_WEEK = 168.0
# Questions that are asked in a row.
_CONVERSATION = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a question reads by each route, in US dollars and seconds.

    `warm` is the share of everything that is expected to be cached, and `ratio` how many times a
    search reading everything costs. `small` says that everything is no more than a search brings.
    """

    whole_usd: float
    search_usd: float
    plain_usd: float
    wait_s: float
    warm: float
    ratio: float
    small: bool


def price(setting: Setting) -> Price:
    """Return what reading everything costs, and what a search does."""
    warm = _warm(setting)
    tokens = setting.corpus_tokens
    a_token = warm * setting.cached_usd_per_million + (1 - warm) * setting.usd_per_million
    search_usd = SEARCH_TOKENS * setting.usd_per_million / 1e6 + setting.usd_per_search
    # A model that costs nothing is still asked to read: then tokens stand for money.
    free = setting.usd_per_million <= 0
    return Price(
        whole_usd=tokens * a_token / 1e6,
        search_usd=search_usd,
        plain_usd=PLAIN_TOKENS * setting.usd_per_million / 1e6,
        wait_s=tokens * (warm / _READS_CACHED + (1 - warm) / _READS),
        warm=warm,
        ratio=max(1e-3, tokens / SEARCH_TOKENS if free else tokens * a_token / 1e6 / search_usd),
        small=tokens <= SEARCH_TOKENS,
    )


def changes_of(setting: Setting) -> float:
    """Return the changes a week to come: a first filling changes every document just once."""
    first = setting.changes_per_week == setting.corpus_documents
    return 0.0 if first else setting.changes_per_week


def _warm(setting: Setting) -> float:
    """Return the share of the prefix that is expected to be read from the cache."""
    hits = 1.0 if setting.cache_hit_rate is None else setting.cache_hit_rate
    return hits * _chance(setting)


def _chance(setting: Setting) -> float:
    """Return the chance that the last question left the prefix cached, and it has not changed.

    What is private to groups is another prefix for everybody: until it is seen to be cached, nobody
    warms it for the next one. Otherwise only a conversation's first question can find it cold.
    """
    if setting.cache_warm is not None:
        return float(setting.cache_warm)
    if setting.private:
        return 0.0
    lifetime_h = setting.cache_lifetime_s / 3600
    if lifetime_h <= 0:
        return 0.0
    # Not known counts as one question in a lifetime.
    rate = setting.questions_per_hour or 1 / lifetime_h
    breaks = changes_of(setting) / _HOURS_A_WEEK
    cold = exp(-rate * lifetime_h) / _CONVERSATION
    return (1 - cold) * rate / (rate + breaks)
