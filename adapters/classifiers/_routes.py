"""From what a question needs to a score for every route, and to the one that is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..terms import Contract, Setting, Shape
from ._economy import Economy
from ._shape import likeliest

# Below this the choice is a guess, and reading the documents is the guess that does least harm.
SURE = 0.5
# Leaving the documents unread is the costlier mistake, so it wants more.
_SURE_OF_NOTHING = 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """All that is known before a route is taken.

    `fit` says how well the contract fits and `need` whether it needs documents; `whole_share` of
    what needs documents needs them whole.
    """

    shapes: Mapping[Shape, float]
    economy: Economy
    contract: Contract | None = None
    fit: float = 0.0
    need: float = 0.0
    why_need: str = ""


def scores(weighed: Weighed, setting: Setting) -> dict[str, float]:
    """Return a score for every route that the setting allows; they add up to 1."""
    plain = 1.0 - weighed.fit
    fact = weighed.shapes["look_up"]
    whole = weighed.shapes["whole"] + weighed.shapes["compare"]
    economy = weighed.economy
    reading = fact * economy.fact + whole * economy.whole
    routes = {
        "direct": plain * weighed.shapes["none"],
        "retrieval": plain * (fact + whole - reading),
        "long_context": plain * reading,
    }
    if setting.models:
        routes["tuned"] = weighed.fit * (1.0 - weighed.need)
        routes["hybrid"] = weighed.fit * weighed.need
    return routes


def choose(routes: Mapping[str, float], economy: Economy) -> tuple[str, bool]:
    """Return the route, and whether it is more than the safe way out of doubt."""
    route = max(routes, key=lambda name: routes[name])
    if routes[route] >= (_SURE_OF_NOTHING if route == "direct" else SURE):
        return route, True
    if routes.get("tuned", 0.0) + routes.get("hybrid", 0.0) >= SURE:
        return "hybrid", True
    return "long_context" if min(economy.fact, economy.whole) > SURE else "retrieval", False


def shape_of(route: str, shapes: Mapping[Shape, float]) -> Shape:
    """Return what the route has to bring: a search brings facts, or both sides compared."""
    if route in ("direct", "tuned"):
        return "none"
    if route == "retrieval":
        return "compare" if likeliest(shapes) == "compare" else "look_up"
    return likeliest(shapes, ("look_up", "whole", "compare"))
