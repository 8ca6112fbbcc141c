"""Every module in this folder that defines ROUTE is a route; other packages may add theirs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ...adapters.plugins import added
from ...adapters.terms import Decision, RestsOn
from ..step import Step


@dataclass(frozen=True, kw_only=True)
class Route:
    """A way of answering: when to take it, and the steps that bring its evidence, in order.

    `whole` replaces `steps` for questions that need documents whole. `tuned` routes are answered
    by the registered model that the decision names.

    `rests_on` is what the answer is judged by until evidence is found for it: the documents, the
    asker's own text, which is then cited, or `nothing`: courtesies and the asker's own words may
    leave, and the ladder has nothing to look for.
    """

    name: str
    when: str
    steps: tuple[Step, ...] = ()
    whole: tuple[Step, ...] | None = None
    tuned: bool = False
    rests_on: RestsOn = "documents"

    def way(self, decision: Decision) -> tuple[Step, ...]:
        """Return the steps that this decision takes before the answer."""
        if self.whole is not None and decision.shape in ("whole", "compare"):
            return self.whole
        return self.steps


@cache
def default_routes() -> tuple[Route, ...]:
    """Collect them, by file name, then those of entry points in the group `trivium.routes`."""
    modules = sorted(m.name for m in iter_modules(__path__))
    own = [import_module(f"{__name__}.{name}").ROUTE for name in modules]
    return (*own, *(point.load() for point in added("routes").values()))
