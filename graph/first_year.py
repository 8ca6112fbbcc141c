"""What a year of retrieval, of long context and of tuning costs: set-up, running and upkeep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..adapters.asking import HEADROOM
from ..adapters.classifiers._price import Price, changes_of, price
from ..adapters.terms import Setting
from .settings_economy import Economy

_MONTHS, _WEEKS = 12, 52
# A model is hardly trained more often than once a week.
_TRAININGS_MOST = 52.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of answering for a year, in US dollars; `note` says what the figures leave out."""

    name: str
    set_up_usd: float
    running_usd: float
    upkeep_usd: float
    note: str = ""

    @property
    def total_usd(self) -> float:
        """The whole year."""
        return self.set_up_usd + self.running_usd + self.upkeep_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month's questions and what one of them costs to read by each route."""

    questions: float
    cost: Price
    fits: bool


def first_year(setting: Setting, assumed: Economy, *, written_usd: float) -> tuple[Way, ...]:
    """Compare the three ways in this setting; `written_usd` is what writing an answer costs."""
    months = list(_months(setting, assumed))
    asked = sum(month.questions for month in months)
    written = asked * written_usd
    return (
        _retrieval(setting, assumed, months, written),
        _long_context(assumed, months, written),
        _tuning(setting, assumed, months, written),
    )


def questions_a_year(setting: Setting, assumed: Economy) -> float:
    """Return how many questions come in the year."""
    return sum(month.questions for month in _months(setting, assumed))


def _months(setting: Setting, assumed: Economy) -> Iterator[Month]:
    """Grow the documents and the questions evenly, and price each month in its middle."""
    for number in range(_MONTHS):
        gone = (number + 0.5) / _MONTHS
        grown = 1 + assumed.economy_growth * gone
        rate = setting.questions_per_hour * (1 + assumed.economy_questions_growth * gone)
        tokens, room = setting.corpus_tokens * grown, setting.window_tokens * HEADROOM
        month = replace(setting, corpus_tokens=round(tokens), questions_per_hour=rate)
        if tokens > room:  # narrowed to what fits, which is something else for each question
            month = replace(month, corpus_tokens=round(room), cache_warm=False)
        questions = rate * assumed.economy_hours_per_week * _WEEKS / _MONTHS
        yield Month(questions=questions, cost=price(month), fits=tokens <= room)


def _retrieval(setting: Setting, assumed: Economy, months: list[Month], written: float) -> Way:
    embed_usd = assumed.economy_embed_usd_per_million / 1e6
    length = setting.corpus_tokens / max(1, setting.corpus_documents)
    anew = _changed(setting, assumed) * length
    hours = assumed.economy_retrieval_upkeep_hours * assumed.economy_wage_usd
    return Way(
        name="retrieval",
        set_up_usd=assumed.economy_retrieval_setup_hours * assumed.economy_wage_usd
        + setting.corpus_tokens * embed_usd,
        running_usd=sum(month.questions * month.cost.search_usd for month in months) + written,
        upkeep_usd=_MONTHS * (hours + assumed.economy_server_usd_per_month) + anew * embed_usd,
    )


def _long_context(assumed: Economy, months: list[Month], written: float) -> Way:
    wage = assumed.economy_wage_usd
    without = sum(not month.fits for month in months)
    note = f"in {without} of 12 months only what a search narrows fits" if without else ""
    return Way(
        name="long_context",
        set_up_usd=assumed.economy_long_context_setup_hours * wage,
        running_usd=sum(month.questions * month.cost.whole_usd for month in months) + written,
        upkeep_usd=_MONTHS * assumed.economy_long_context_upkeep_hours * wage,
        note=note,
    )


def _tuning(setting: Setting, assumed: Economy, months: list[Month], written: float) -> Way:
    wage = assumed.economy_wage_usd
    tokens = assumed.economy_training_examples * assumed.economy_training_example_tokens
    training = tokens * assumed.economy_training_epochs
    training_usd = training / 1e6 * assumed.economy_training_usd_per_million
    stale = max(1.0, setting.corpus_documents * assumed.economy_stale_share)
    trainings = min(_changed(setting, assumed) / stale, _TRAININGS_MOST)
    read = sum(month.questions * month.cost.plain_usd for month in months)
    again = trainings * (training_usd + assumed.economy_training_hours * wage)
    return Way(
        name="tuned",
        set_up_usd=assumed.economy_tuning_setup_hours * wage + training_usd,
        running_usd=assumed.economy_tuned_price_ratio * (read + written),
        upkeep_usd=_MONTHS * assumed.economy_tuning_upkeep_hours * wage + again,
        note=f"trained {trainings:.1f} times more; what it says of facts rests on no document",
    )


def _changed(setting: Setting, assumed: Economy) -> float:
    """Return how many documents change or come in the year."""
    weekly = assumed.economy_changes_per_week or changes_of(setting)
    return weekly * _WEEKS + setting.corpus_documents * assumed.economy_growth
