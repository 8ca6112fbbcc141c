"""Choose the route."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from ..adapters.base import Services
from ..adapters.deadline import OutOfTime, within
from ..adapters.errors import UnknownName
from ..adapters.terms import Decision
from .budget import budget
from .circumstances import circumstances
from .context import Context
from .dense import degraded, vector_of
from .events import Routed
from .forcing import forced
from .rates import Rates
from .routes import Route
from .snapshots import Snapshots
from .state import State, Update
from .step import Step

_UNDECIDED = Decision(
    route="retrieval", confidence=0.0, reason="Time ran out before a route was chosen."
)


def classify(routes: Sequence[Route]) -> Step:
    """Make the node that chooses among `routes`; a forced route is obeyed.

    Out of time it takes the safe route, for the receipt: nothing is looked up any more.
    """
    known, snapshots = {route.name: route for route in routes}, Snapshots()
    rates = Rates()

    async def classify(state: State, services: Services, context: Context) -> Update:
        left = budget(state, services, context)
        if not state.stopped and left.spent != "deadline":
            with suppress(OutOfTime):
                return await within(left.seconds, choose(state, services, context))
        services.emit(_routed(_UNDECIDED))
        return {"decision": _UNDECIDED, "stopped": "deadline", "note": _UNDECIDED.reason}

    async def choose(state: State, services: Services, context: Context) -> Update:
        scope = context.principal.scope
        corpus = await services.store.corpus(scope)
        changed = await snapshots.changed(services, scope, corpus.version)
        asked = await rates.per_hour(context.tenant, services)
        setting = circumstances(corpus, changed, asked, services, context)
        vector = await vector_of(state.standalone, services)
        decision = await services.classifier.classify(state.standalone, setting, vector=vector)
        if context.route or context.model:
            decision = forced(decision, context.route, context.model, routes, services.contracts)
        if decision.route not in known:
            raise UnknownName(
                f"The classifier {services.classifier.name!r} chose {decision.route!r}, which is "
                f"no route; there are: {', '.join(known)}."
            )
        decision = replace(decision, rests_on=known[decision.route].rests_on)
        services.emit(_routed(decision))
        return {
            "decision": decision,
            "asking": [state.standalone],
            "index_version": corpus.version,
            "degraded": degraded(state, *(() if vector is not None else ("no_dense",))),
            "members": {**state.members, "classifier": services.classifier.name},
            "note": f"{decision.route}: {decision.reason}",
        }

    return classify


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
