"""Make the question stand alone, and clear what the thread's last question left."""

from __future__ import annotations

from uuid import uuid4

from ..adapters.base import Services
from ..adapters.deadline import OutOfTime, within
from ..adapters.terms import Usage
from .budget import budget
from .context import Context
from .events import Started
from .history import before
from .state import State, Update


async def condense(state: State, services: Services, context: Context) -> Update:
    """Turn a follow-up into a question that can be understood without the conversation.

    Out of time the question stays as it is, and the run ends.
    """
    run = f"r_{uuid4().hex}"
    known = await before(state, services, context)
    history = known.get("history") or known.get("turns", [])
    standalone, stopped = state.question, False
    if history:
        left = budget(state, services, context)
        try:
            work = services.rewriter.condense(state.question, history)
            standalone = await within(left.seconds, work)
        except OutOfTime:
            stopped = True
    services.emit(
        Started(
            type="started",
            id=run,
            thread=state.thread,
            question=state.question,
            standalone=standalone,
        )
    )
    changed = standalone != state.question
    return {
        **_cleared(),
        **known,
        "stopped": "deadline" if stopped else "",
        "id": run,
        "started": state.started,
        "standalone": standalone,
        "members": {"rewriter": services.rewriter.name} if history else {},
        "note": f"understood as: {standalone}" if changed else "stands alone as it is",
    }


def _cleared() -> Update:
    return {
        "decision": None,
        "asking": [],
        "queries": [],
        "rungs": [],
        "width": 0,
        "go": "",
        "hits": [],
        "evidence": [],
        "read": [],
        "text": "",
        "claims": [],
        "citations": [],
        "cited": [],
        "failed": [],
        "no_answer": "",
        "stopped": "",
        "outcome": None,
        "degraded": [],
        "usage": Usage(),
    }
