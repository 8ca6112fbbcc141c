"""The economy of what somebody may read here, as the next question would find it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..adapters.base import Services
from ..adapters.classifiers._price import changes_of
from ..adapters.meter import Prefix, prefix_key
from ..adapters.price import Price, is_local, price_of
from ..adapters.terms import Setting, Usage
from ..nodes.circumstances import circumstances
from ..nodes.rates import Rates
from .break_even import ABOVE, BELOW, Side, Turn, side, sized, turn, turns
from .first_year import Way, first_year
from .questions import context_of
from .settings import Settings

RATES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
_USUAL_RATE = 10.0
_USUAL_TOKENS, _USUAL_DOCUMENTS = 50_000, 25
# Where no model is set: four times what is read, as most providers ask for what is written.
_WRITTEN_RATIO = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """The economy of one collection; `here` is None where it has no documents.

    `turn` is at its own rate, with `below` and `above` on its two sides if there is one; `turns`
    are at other rates.
    """

    model: str
    assumed_price: bool
    setting: Setting
    written_usd: float
    prefix: Prefix | None
    here: Side | None
    turn: Turn
    below: Side | None
    above: Side | None
    turns: tuple[Turn, ...]
    first_year: tuple[Way, ...]


async def economics(services: Services, settings: Settings) -> Economics:
    """Look at the store and the meter, and work the economy out; no model is asked."""
    who = settings.principal
    corpus = await services.store.corpus(who.scope)
    context = context_of(settings, who)
    asked = await Rates().per_hour(who.tenant, services)
    now = circumstances(corpus, (), asked, services, context)
    member = services.answerer
    key = prefix_key(who.scope, corpus.version)
    free = is_local(member) or not price_of(member).read
    return worked_out(
        _usual(now, settings, local=is_local(member)),
        settings,
        now=now if corpus.tokens else None,
        model=member.name,
        price=None if free else price_of(member),
        answer_tokens=services.meter.written(member.name),
        prefix=services.meter.prefix(member.name, key),
    )


def worked_out(
    setting: Setting,
    settings: Settings,
    *,
    now: Setting | None = None,
    model: str = "",
    price: Price | None = None,
    answer_tokens: float = 200.0,
    prefix: Prefix | None = None,
) -> Economics:
    """Work the economy of a setting out; `now` is how the next question would find it."""
    written = price.written if price else _WRITTEN_RATIO * setting.usd_per_million
    answer = Usage(tokens_out=round(settings.economy_answer_tokens or answer_tokens))
    written_usd = Price(written=written).of(answer)
    own = turn(setting, setting.questions_per_hour)
    return Economics(
        model=model,
        assumed_price=price is None,
        setting=setting,
        written_usd=written_usd,
        prefix=prefix,
        here=side(now) if now else None,
        turn=own,
        below=_beside(setting, own, BELOW),
        above=_beside(setting, own, ABOVE),
        turns=turns(setting, RATES),
        first_year=first_year(setting, settings, written_usd=written_usd),
    )


def _beside(setting: Setting, turn: Turn, share: float) -> Side | None:
    size = int(turn.read_tokens * share)
    asked = replace(setting, questions_per_hour=turn.questions_per_hour)
    return side(sized(asked, size)) if size else None


def _usual(now: Setting, settings: Settings, *, local: bool) -> Setting:
    """Return the setting as it is on the whole, and not at this moment."""
    asked = settings.economy_questions_per_hour or now.questions_per_hour or _USUAL_RATE
    usual = replace(
        now,
        models=(),
        questions_per_hour=asked,
        changes_per_week=settings.economy_changes_per_week or changes_of(now),
        cache_warm=None,
    )
    if settings.economy_share_cached:
        usual = replace(usual, cache_warm=True, cache_hit_rate=settings.economy_share_cached)
    if not now.corpus_tokens:
        usual = replace(usual, corpus_tokens=_USUAL_TOKENS, corpus_documents=_USUAL_DOCUMENTS)
    return replace(usual, window_tokens=settings.window_tokens) if local else usual
