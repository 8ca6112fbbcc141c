"""Climb the ladder: the next rung that has something new to offer, or the end."""

from __future__ import annotations

from collections.abc import Mapping

from ..adapters.base import Services
from ..adapters.errors import UnknownName
from ..adapters.nearest import unknown
from .context import Context
from .events import Rung as RungEvent
from .rungs import Rung
from .state import State, Update
from .step import Step


def escalate(rungs: Mapping[str, Rung]) -> Step:
    """Make the node that climbs `rungs` in the order that the context names."""

    async def escalate(state: State, services: Services, context: Context) -> Update:
        for name in context.ladder:
            if name in state.rungs:
                continue
            rung = _rung(name, rungs)
            update = await rung.climb(state, services, context)
            if update is not None:
                services.emit(_event(rung, update))
                climbed = Update(rungs=[*state.rungs, name], go=rung.go, note=f"{name}: {rung.why}")
                return {**update, **climbed}
        return {"go": "finish", **_end(state)}

    return escalate


def _end(state: State) -> Update:
    """Say why it ends here: one set of evidence was all that could be found, or nothing held."""
    if len(state.read) > 1:
        return {"stopped": "ladder_spent", "note": "nothing else to try"}
    return {"stopped": "no_progress", "note": "nothing new was found to answer from"}


def _rung(name: str, rungs: Mapping[str, Rung]) -> Rung:
    if name not in rungs:
        raise UnknownName(unknown("rung", name, rungs))
    return rungs[name]


def _event(rung: Rung, update: Update) -> RungEvent:
    return RungEvent(type="rung", name=rung.name, why=rung.why, queries=update.get("asking", []))
