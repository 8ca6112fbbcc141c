"""Judge the attempt as a whole: is there an answer, and does all of it hold?"""

from __future__ import annotations

from ..adapters.base import Services
from .budget import budget
from .context import Context
from .state import State, Update


async def check(state: State, services: Services, context: Context) -> Update:
    """Settle the run when every claim of an answer is supported; else end it without a budget.

    What was verified whole stays settled even if it took the last of the budget.
    In modes `annotate` and `off` what left cannot be taken back, so any text settles it.
    """
    if state.stopped:
        return {"note": f"out of budget: {state.stopped}"}
    if state.chosen.rests_on == "nothing":
        return {"stopped": "settled", "note": "nothing of the documents was asked"}
    carried = [claim for claim in state.claims if claim.label == "supported"]
    whole = bool(carried) and not state.failed and not state.no_answer
    if whole or (state.text and context.mode != "verify"):
        return {"stopped": "settled", "note": f"{len(carried)} claims supported"}
    spent = budget(state, services, context).spent
    if spent:
        return {"stopped": spent, "note": f"out of budget: {spent}"}
    return {"note": _why(state)}


def _why(state: State) -> str:
    if state.failed:
        first = state.failed[0]
        return f"not supported: {first.text[:80]} ({first.reason or 'no evidence'})"
    return state.no_answer or "no answer came"
