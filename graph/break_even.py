"""Where reading everything beats searching: the size of a collection at which the choice turns.

What a question costs, and which route that speaks for, is the classifier's own arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..adapters.classifiers._economy import economy
from ..adapters.classifiers._price import price
from ..adapters.terms import Setting
from .deciding import decide

# A question that plainly looks up a fact: only the economy is open.
QUESTION = "How long are backups kept?"
# `decide` is asked at these shares of the size at which the economy turns.
BELOW, ABOVE = 0.8, 1.25
_SIZES = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A collection of some size: what a question costs there, and the route that `decide` takes."""

    corpus_tokens: int
    usd_whole: float
    usd_search: float
    share_cached: float
    route: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where the choice turns at a rate of questions, in tokens of documents.

    Up to `read_tokens` everything is read for a fact, and up to `equal_tokens` that costs no more
    than a search.
    """

    questions_per_hour: float
    read_tokens: int
    equal_tokens: int


def turn(setting: Setting, questions_per_hour: float) -> Turn:
    """Find the sizes at which the choice turns and at which the prices are equal."""
    asked = replace(setting, questions_per_hour=questions_per_hour)
    return Turn(
        questions_per_hour=questions_per_hour,
        read_tokens=_largest(lambda tokens: economy(sized(asked, tokens)).fact > 0.5),
        equal_tokens=_largest(lambda tokens: price(sized(asked, tokens)).ratio <= 1.0),
    )


def turns(setting: Setting, rates: Sequence[float]) -> tuple[Turn, ...]:
    """Find them at several rates."""
    return tuple(turn(setting, rate) for rate in rates)


def sized(setting: Setting, tokens: int) -> Setting:
    """Return the setting with another amount of documents, each as long as now."""
    length = setting.corpus_tokens / max(1, setting.corpus_documents)
    documents = max(1, round(tokens / length)) if length else 1
    return replace(setting, corpus_tokens=tokens, corpus_documents=documents)


def side(setting: Setting) -> Side:
    """Ask `decide` which way it goes here."""
    cost, decision = price(setting), decide(QUESTION, setting)
    return Side(
        corpus_tokens=setting.corpus_tokens,
        usd_whole=cost.whole_usd,
        usd_search=cost.search_usd,
        share_cached=cost.warm,
        route=decision.route,
        reason=decision.reason,
    )


def _largest(holds: Callable[[int], bool]) -> int:
    """Return the largest size at which something holds that holds for all smaller ones; or 0."""
    low, high = 0, _SIZES
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
