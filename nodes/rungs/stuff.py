"""Read the likeliest documents whole."""

from __future__ import annotations

from ...adapters.base import Services
from ..context import Context
from ..state import State, Update
from . import Rung


async def stuff(state: State, services: Services, context: Context) -> Update | None:
    """Read the documents of the best hits whole; nothing was found means nothing to read.

    Where nothing was searched for yet, `gather` does.
    """
    return None if state.queries and not state.hits else {}


RUNG = Rung(name="stuff", why="read the likeliest documents whole", climb=stuff, go="gather")
