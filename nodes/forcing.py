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

    A model without a route takes the one that needs no documents; a tuned route without a model
    takes the likeliest one.
    """
    refuse_unknown(route, model, routes, contracts)
    chosen = _named(route, routes) if route else _alone(model, routes)
    return replace(
        decision,
        route=chosen.name,
        model=(model or decision.model or contracts[0].name) if chosen.tuned else "",
        confidence=1.0,
        reason=f"The caller asked for {chosen.name}.",
        shape="none" if chosen.rests_on == "nothing" else decision.shape,
        forced=True,
    )


def _named(route: str, routes: Sequence[Route]) -> Route:
    return next(each for each in routes if each.name == route)


def _alone(model: str, routes: Sequence[Route]) -> Route:
    """Return the route of a model alone."""
    alone = [route for route in routes if route.tuned and route.rests_on == "asker"]
    if not alone:
        raise BadInput(f"The model {model!r} has no route without documents: name a route too.")
    return alone[0]
