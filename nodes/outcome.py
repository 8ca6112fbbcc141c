"""How a run, or a shadow of one, ended."""

from __future__ import annotations

from ..adapters.receipts import Outcome
from .state import State


def outcome_of(state: State) -> Outcome:
    """Say how it ended."""
    if state.stopped in ("deadline", "tokens", "money"):
        return "budget_exhausted"
    if state.chosen.rests_on == "nothing":
        return "direct"
    carried = [claim for claim in state.claims if claim.label == "supported"]
    if carried:
        doubtful = any(claim.label == "unsupported" for claim in state.claims)
        return "partial" if doubtful or state.stopped != "settled" else "grounded"
    if state.claims or state.failed:
        return "abstained_unsupported"
    return "abstained_no_evidence"
