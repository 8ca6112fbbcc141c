"""Which of a contract's models answers: its own, or for a share of the conversations the canary."""

from __future__ import annotations

from ..adapters.base import Answerer, Services
from ..adapters.receipts import Side
from ..adapters.terms import digest
from .context import Context
from .state import State


def answerer_of(state: State, services: Services, context: Context) -> Answerer:
    """Return the member that answers this question."""
    model = state.chosen.model
    trial = services.trials.get(model)
    if trial and trial.canary and side_of(state, services, context) == "canary":
        return trial.canary
    return services.tuned[model] if model in services.tuned else services.answerer


def side_of(state: State, services: Services, context: Context) -> Side:
    """Say which side answers: the same for a whole thread, or without one for all of a user's."""
    trial = services.trials.get(state.chosen.model)
    if trial is None:
        return ""
    asker = (state.chosen.model, context.tenant, context.user, state.thread)
    place = int(digest("\x1f".join(asker))[:8], 16) / 16**8
    return "canary" if place < trial.share else "present"
