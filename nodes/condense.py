"""Make the question stand alone, and clear what the thread's last question left."""

from __future__ import annotations

from uuid import uuid4

from ..adapters.base import Services
from ..adapters.terms import Usage
from .context import Context
from .events import Started
from .state import State, Update


async def condense(state: State, services: Services, context: Context) -> Update:
    """Turn a follow-up into a question that can be understood without the conversation."""
    run = f"r_{uuid4().hex}"
    history = state.history or state.turns
    standalone = state.question
    if history:
        standalone = await services.rewriter.condense(state.question, history)
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
        "id": run,
        "started": state.started,
        "standalone": standalone,
        "members": {"rewriter": services.rewriter.name} if history else {},
        "note": f"understood as: {standalone}" if changed else "",
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
        "failed": [],
        "no_answer": "",
        "stopped": "",
        "outcome": None,
        "degraded": [],
        "usage": Usage(),
    }
