"""Look at more of what was found, and at what stands around it."""

from __future__ import annotations

from ...adapters.base import Services
from ..context import Context
from ..state import State, Update
from . import Rung


async def widen(state: State, services: Services, context: Context) -> Update | None:
    """Search deeper, keep more, and add the neighbours of the best passages.

    Where a search found nothing at all, a deeper one will not either.
    """
    if state.queries and not state.hits:
        return None
    return {"width": state.width + 1, "asking": [state.standalone]}


RUNG = Rung(
    name="widen", why="look at more passages and their neighbours", climb=widen, go="search"
)
