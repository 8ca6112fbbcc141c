"""Turn settings into Services: the only place where members are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from ..adapters.afterwards import Afterwards
from ..adapters.answerers._fallback import FallbackAnswerer
from ..adapters.base import Answerer, Contextualiser, Parts, Services, Store, Trial
from ..adapters.load import load, split
from ..adapters.meter import FILE as METER
from ..adapters.meter import Meter
from ..adapters.terms import Contract
from .settings import Settings


def services_from(settings: Settings) -> Services:
    """Make one member a family, in the order in which they need each other."""
    meter = Meter(settings.home / METER)
    parts = Parts(home=settings.home, options={**asdict(settings), "meter": meter})
    embedder = parts.embedder = _member("embedders", settings.embedder, parts)
    store = parts.store = _member("stores", settings.store, parts)
    ledger = parts.ledger = _member("ledgers", settings.ledger, parts)
    answerer = _answerer(settings, parts)
    alone = {contract.name: _tuned(contract, parts) for contract in settings.models}
    tuned = {c.name: _with_fallback(c, alone, answerer) for c in settings.models}
    return Services(
        store=store,
        embedder=embedder,
        ledger=ledger,
        reranker=_member("rerankers", settings.reranker, parts),
        answerer=answerer,
        reads_tokens=getattr(answerer, "reads_tokens", 0),
        classifier=_member("classifiers", settings.classifier, parts),
        rewriter=_member("rewriters", settings.rewriter, parts),
        checker=_member("checkers", settings.checker, parts),
        contextualiser=_contextualiser(settings, parts),
        contracts=settings.models,
        tuned=tuned,
        trials={
            contract.name: _trial(contract, tuned, settings, parts)
            for contract in settings.models
            if contract.canary or contract.shadow
        },
        afterwards=Afterwards(settings.shadow_at_once),
        meter=meter,
    )


def stores(settings: Settings, *names: str) -> tuple[str, list[Store]]:
    """Make several stores of the same settings; the embedder's name comes first."""
    parts = Parts(home=settings.home, options=asdict(settings))
    embedder = parts.embedder = _member("embedders", settings.embedder, parts)
    return embedder.name, [_member("stores", name, parts) for name in names]


def _member(family: str, name: str, parts: Parts) -> Any:
    _, argument = split(family, name)
    options = {**parts.options, "model_argument": argument}
    return load(family, name).connect(replace(parts, options=options))


def _contextualiser(settings: Settings, parts: Parts) -> Contextualiser:
    """Make the one that is set, or else the model's, for whoever asks for contexts."""
    asked = settings.contextualiser
    name = "chat" if asked == "embedded" and settings.model else asked
    member: Contextualiser = _member("contextualisers", name, parts)
    return member


def _answerer(settings: Settings, parts: Parts) -> Answerer:
    first: Answerer = _member("answerers", settings.answerer, parts)
    second = settings.model_fallback
    if not _is_chat(settings.answerer) or second in ("none", settings.answerer):
        return first
    return FallbackAnswerer(first, _member("answerers", second, parts))


def _with_fallback(
    contract: Contract, tuned: Mapping[str, Answerer], answerer: Answerer
) -> Answerer:
    """Let the contract's fallback, or else the plain answerer, take a failing model's place."""
    first = tuned[contract.name]
    if not _is_chat(contract.model):
        return first
    return FallbackAnswerer(first, tuned.get(contract.fallback, answerer))


def _trial(
    contract: Contract, tuned: Mapping[str, Answerer], settings: Settings, parts: Parts
) -> Trial:
    """Make the models beside a contract's own, which answers where the canary fails."""

    def beside(name: str) -> Answerer | None:
        return _tuned(replace(contract, model=name), parts) if name else None

    canary = beside(contract.canary_model)
    return Trial(
        canary=FallbackAnswerer(canary, tuned[contract.name]) if canary else None,
        share=contract.canary,
        shadow=beside(contract.shadow),
        timeout_s=settings.shadow_timeout_s,
        max_usd=settings.shadow_max_cost_usd,
    )


def _is_chat(name: str) -> bool:
    return split("answerers", name)[0] == "chat"


def _tuned(contract: Contract, parts: Parts) -> Answerer:
    """Make the answerer of a contract; its model is a member or a chat model's name."""
    name = contract.model or "embedded"
    _, argument = split("answerers", name)
    options = {**parts.options, "model_argument": argument, "contract": contract}
    own = Parts(home=parts.home, options=options, embedder=parts.embedder, store=parts.store)
    answerer: Answerer = load("answerers", name).connect(own)
    return answerer


async def close(services: Services) -> None:
    """Stop what goes on behind the answers, keep what the meter learnt, and let go of the rest."""
    await services.afterwards.close()
    await services.meter.save()
    models = (services.answerer, services.classifier, services.rewriter, services.checker)
    tried = [m for trial in services.trials.values() for m in (trial.canary, trial.shadow)]
    vendors = (services.embedder, services.reranker, *models, *services.tuned.values(), *tried)
    for vendor in vendors:
        if vendor is not None and hasattr(vendor, "close"):
            await vendor.close()
    for member in (services.store, services.ledger, services.contextualiser):
        if member is not None:
            await member.close()
