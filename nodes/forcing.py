"""A route or a tuned model that the caller names: refused where it cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..adapters.errors import BadInput, UnknownName
from ..adapters.nearest import unknown
from ..adapters.terms import Contract, Decision
from .routes import Route


def refuse_unknown(
    route: str, model: str, routes: Sequence[Route], contracts: Sequence[Contract]
) -> None:
    """Raise `UnknownName` or `BadInput` for a forced route or model that cannot be had."""
    tuned = {r.name: r.tuned for r in routes}
    names = [contract.name for contract in contracts]
    if route and route not in tuned:
        raise UnknownName(unknown("route", route, list(tuned)))
    if (model or tuned.get(route)) and not names:
        raise BadInput(
            f"{'The model ' + repr(model) if model else 'The route ' + repr(route)} needs a tuned "
            "model: register one under [[models]] in trivium.toml, with name, model, purpose and "
            "examples."
        )
    if model and model not in names:
        raise UnknownName(unknown("tuned model", model, names))


def forced(
    decision: Decision,
    route: str,
    model: str,
    routes: Sequence[Route],
    contracts: Sequence[Contract],
) -> Decision:
    """Return the caller's choice, with what the classifier would have chosen beside it.

    A model without a route takes `tuned`; a tuned route without a model takes the likeliest one.
    """
    refuse_unknown(route, model, routes, contracts)
    chosen = {r.name: r for r in routes}[route or "tuned"]
    return replace(
        decision,
        route=chosen.name,
        model=(model or decision.model or contracts[0].name) if chosen.tuned else "",
        confidence=1.0,
        reason=f"The caller asked for {chosen.name}.",
        shape=decision.shape if chosen.name != "direct" else "none",
        forced=True,
    )
