"""The circumstances that a route is chosen in: what the asker may see, and what it costs."""

from __future__ import annotations

from dataclasses import replace

from ..adapters.base import Services
from ..adapters.meter import prefix_key
from ..adapters.price import is_local, price_of
from ..adapters.terms import Corpus, Setting
from .context import Context

# A prefix that was this much shorter than everything held only some of the documents.
_EVERYTHING = 0.8


def circumstances(
    corpus: Corpus, changed: tuple[str, ...], asked: int, services: Services, context: Context
) -> Setting:
    """Return the setting of a question that is asked now.

    `changed` are topics of the models, `asked` the tenant's questions of the last hour.
    """
    setting = Setting(
        corpus_tokens=round(corpus.tokens * token_scale(services, services.answerer)),
        corpus_documents=corpus.documents,
        changes_per_week=corpus.changed_last_week,
        questions_per_hour=asked,
        window_tokens=min(context.window_tokens, services.reads_tokens or context.window_tokens),
        private=bool(context.groups),
        models=services.contracts,
        changed_topics=changed,
        latency_budget_s=context.deadline_s,
        usd_per_search=float(getattr(services.reranker, "usd_per_search", 0.0)),
    )
    setting = _cached(setting, corpus, services, context)
    cost = price_of(services.answerer)
    if not cost.read:  # what costs nothing, or does not say: the usual prices weigh
        return setting
    cached = cost.read if cost.cached is None else cost.cached
    return replace(setting, usd_per_million=cost.read, cached_usd_per_million=cached)


def token_scale(services: Services, member: object) -> float:
    """Return how many of a member's own tokens an estimated one is; 1 for what runs here."""
    return 1.0 if is_local(member) else services.meter.scale(getattr(member, "name", ""))


def _cached(setting: Setting, corpus: Corpus, services: Services, context: Context) -> Setting:
    """Add what is known of the prefix that holds everything this scope may read.

    A cold one says nothing: the next question may find it warm because of this one.
    """
    setting = replace(setting, cache_lifetime_s=price_of(services.answerer).kept_s)
    key = prefix_key(context.principal.scope, corpus.version)
    known = services.meter.prefix(services.answerer.name, key)
    if known is None or known.tokens < _EVERYTHING * setting.corpus_tokens:
        return setting
    warm = known.at + setting.cache_lifetime_s > services.clock()
    return replace(setting, cache_warm=warm or None, cache_hit_rate=known.expected)
