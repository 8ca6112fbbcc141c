"""Choose the route."""

from __future__ import annotations

from collections.abc import Sequence

from ..adapters.base import Services
from ..adapters.errors import BadInput, UnknownName
from ..adapters.nearest import unknown
from ..adapters.terms import Contract, Corpus, Decision, Setting
from .context import Context
from .dense import degraded, vector_of
from .events import Routed
from .routes import Route
from .state import State, Update
from .step import Step

_HOUR_S = 3600.0


def classify(routes: Sequence[Route]) -> Step:
    """Make the node that chooses among `routes`; a forced route is obeyed."""
    known = {route.name: route for route in routes}

    async def classify(state: State, services: Services, context: Context) -> Update:
        scope = context.principal.scope
        corpus = await services.store.corpus(scope)
        setting = await _setting(corpus, services, context)
        vector = await vector_of(state.standalone, services)
        decision = await services.classifier.classify(state.standalone, setting, vector=vector)
        if context.route or context.model:
            decision = _forced(decision, known, services.contracts, context)
        if decision.route not in known:
            raise UnknownName(
                f"The classifier {services.classifier.name!r} chose {decision.route!r}, which is "
                f"no route; there are: {', '.join(known)}."
            )
        services.emit(_routed(decision))
        return {
            "decision": decision,
            "asking": [state.standalone],
            "index_version": corpus.version,
            "degraded": degraded(state, *(() if vector is not None else ("no_dense",))),
            "members": {**state.members, "classifier": services.classifier.name},
            "note": decision.reason,
        }

    return classify


async def _setting(corpus: Corpus, services: Services, context: Context) -> Setting:
    asked = await services.ledger.asked(context.tenant, since=services.clock() - _HOUR_S)
    return Setting(
        corpus_tokens=corpus.tokens,
        corpus_documents=corpus.documents,
        changes_per_week=corpus.changed_last_week,
        questions_per_hour=asked,
        window_tokens=min(context.window_tokens, services.reads_tokens or context.window_tokens),
        private=bool(context.groups),
        models=services.contracts,
    )


def _forced(
    decision: Decision, known: dict[str, Route], contracts: Sequence[Contract], context: Context
) -> Decision:
    """Return the caller's choice, with what the classifier would have chosen beside it."""
    route = known.get(context.route or "tuned")
    if route is None:
        raise UnknownName(unknown("route", context.route, list(known)))
    model = _model(route, decision, contracts, context) if route.tuned else ""
    return Decision(
        route=route.name,
        model=model,
        confidence=1.0,
        reason=f"The caller asked for {route.name}.",
        shape=decision.shape if route.name != "direct" else "none",
        forced=True,
        alternatives=decision.alternatives,
        features=decision.features,
    )


def _model(
    route: Route, decision: Decision, contracts: Sequence[Contract], context: Context
) -> str:
    names = [contract.name for contract in contracts]
    if not names:
        raise BadInput(
            f"The route {route.name!r} needs a tuned model: register one under [[models]] in "
            "trivium.toml, with name, model, purpose and examples."
        )
    name = context.model or decision.model or names[0]
    if name not in names:
        raise UnknownName(unknown("tuned model", name, names))
    return name


def _routed(decision: Decision) -> Routed:
    return Routed(
        type="routed",
        route=decision.route,
        model=decision.model,
        confidence=decision.confidence,
        forced=decision.forced,
        reason=decision.reason,
        alternatives=dict(decision.alternatives),
    )
