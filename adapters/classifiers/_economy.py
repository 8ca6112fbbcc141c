"""What reading everything costs against searching, and which of the two the figures speak for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from ..asking import HEADROOM
from ..terms import Setting
from ._price import SEARCH_TOKENS, Price, changes_of, price

# How many times the price of a search reading everything may cost: for a fact, and for a question
# that a search answers only in part. Of that the share where groups are in use: a prefix that holds
# all that one person may read is one more place to lose it.
_DEARER, _DEARER_WHOLE, _DEARER_PRIVATE = 8.0, 16.0, 0.5
# Documents changed in a week from which a prompt that holds all of them is never the one that was
# cached, measured and trusted: about one a day; more for what a search answers only in part.
_RESTLESS, _RESTLESS_WHOLE = 8.0, 20.0
# Among so many documents the ones that a question is about are still found by their name; fewer
# where a document is no longer than what a search brings anyway.
_NAMED, _LONG_DOCUMENT = 2000.0, 3000.0
# How fast odds turn when a figure doubles or halves: e to the power of .69 x this.
_ROOM, _TURN = 6.0, 2.0
# A measured share of right answers that is .1 higher makes e² times the odds.
_MEASURED = 20.0
_MOST = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Economy:
    """How much speaks for reading whole, 0 to 1: `fact` to look one up, `whole` for all the rest.

    `why_fact` and `why_whole` are half a sentence each with the figure that decided.
    """

    fact: float
    whole: float
    why_fact: str
    why_whole: str
    figures: Mapping[str, float]


def economy(setting: Setting) -> Economy:
    """Weigh reading the permitted documents whole against searching them."""
    if setting.corpus_tokens <= 0:
        none = "there are no documents yet"
        return Economy(fact=0.0, whole=0.0, why_fact=none, why_whole=none, figures={})
    cost = price(setting)
    fact, why_fact = _everything(setting, cost, _DEARER, _RESTLESS)
    if setting.window_tokens <= SEARCH_TOKENS:
        fact, why_fact = -_MOST, "the answerer reads no more than what a search brings"
    whole, why_whole = max(
        _everything(setting, cost, _DEARER_WHOLE, _RESTLESS_WHOLE), _named(setting)
    )
    return Economy(
        fact=_share(fact),
        whole=_share(whole),
        why_fact=why_fact,
        why_whole=why_whole,
        figures={
            "window_filled": round(_filled(setting), 4),
            "cache_warm": round(cost.warm, 4),
            "usd_whole": round(cost.whole_usd, 6),
            "usd_search": round(cost.search_usd, 6),
            "wait_s": round(cost.wait_s, 3),
        },
    )


def _everything(setting: Setting, cost: Price, dearer: float, restless: float) -> tuple[float, str]:
    """Return the log-odds that everything should be read: the weakest of what must hold."""
    changes = changes_of(setting)
    dearer *= _DEARER_PRIVATE if setting.private else 1.0
    filled = _filled(setting)
    tokens = f"all {setting.corpus_tokens:,} tokens"
    needs = [
        (_ROOM * log(HEADROOM / filled), f"{tokens} {_of_window(filled)}"),
        (_TURN * log(dearer / cost.ratio), _of_price(cost, tokens, dearer)),
    ]
    if changes and not cost.small:
        steady = f"{changes:,.3g} documents change in a week"
        needs.append((_TURN * log(restless / changes), f"{steady}{_of_rest(changes, restless)}"))
    if setting.latency_budget_s and cost.wait_s:
        waits = f"reading {tokens} takes {cost.wait_s:.1f} s of the {setting.latency_budget_s:g} s"
        needs.append((_TURN * log(setting.latency_budget_s / cost.wait_s), waits))
    odds, why = min(needs)
    measured, learned = _measured(setting.quality)
    return odds + measured, learned if abs(measured) > abs(odds) else why


def _named(setting: Setting) -> tuple[float, str]:
    """Return the log-odds that the few documents a question is about can be found and read."""
    documents = max(1, setting.corpus_documents)
    length = setting.corpus_tokens / documents
    found = _NAMED * min(1.0, (length / _LONG_DOCUMENT) ** 2)
    odds = _TURN * log(found / documents)
    if odds > 0:
        return odds, f"the documents it is about are found among {documents:,} and read whole"
    return odds, f"{documents:,} documents are too many to read, and a search brings those it needs"


def _measured(quality: Mapping[str, float]) -> tuple[float, str]:
    if not {"long_context", "retrieval"} <= set(quality):
        return 0.0, ""
    whole, search = quality["long_context"], quality["retrieval"]
    measured = f"{whole:.0%} were right when all was read, and {search:.0%} when it was searched"
    return _MEASURED * (whole - search), measured


def _filled(setting: Setting) -> float:
    return setting.corpus_tokens / max(1, setting.window_tokens)


def _of_window(filled: float) -> str:
    if filled > 1:
        return "of documents do not fit into the window"
    return f"of documents fill {filled:.0%} of the window"


def _of_price(cost: Price, tokens: str, dearer: float) -> str:
    if cost.ratio > dearer:
        return f"searching is cheaper: reading {tokens} costs {cost.ratio:.0f} times as much"
    if cost.ratio > 1:
        return f"reading {tokens} costs {cost.ratio:.1f} times a search, which is worth it"
    return f"reading {tokens} costs no more than a search"


def _of_rest(changes: float, restless: float) -> str:
    return ", too many to keep them all in the prompt" if changes > restless else ""


def _share(odds: float) -> float:
    return 1.0 / (1.0 + exp(-max(-_MOST, min(_MOST, odds))))
