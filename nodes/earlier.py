"""Evidence of earlier turns: still a candidate, if it still stands and the asker may read it."""

from __future__ import annotations

from ..adapters.base import Services
from ..adapters.terms import Hit
from .context import Context
from .dense import vector_of
from .state import State


async def earlier_hits(state: State, services: Services, context: Context) -> list[Hit]:
    """Return the passages that the thread's last answers cited, the nearest first.

    The store is asked again for each, so that one that was changed, deleted or closed to the asker
    since then does not come back. A question that stood alone has left the topic: it gets none.
    """
    if not state.earlier or state.standalone == state.question:
        return []
    vector = await vector_of(state.standalone, services)
    if vector is None:
        return []
    ids = [passage.id for passage in state.earlier]
    standing = await services.store.sentences(context.principal.scope, ids)
    hits = [
        Hit(passage=passage, score=near, vectors=near)
        for passage in state.earlier
        if passage.id in standing
        for near in [float(standing[passage.id].vector @ vector)]
    ]
    return sorted(hits, key=lambda hit: -hit.score)
