"""The question's vector, or words alone when there is none that can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..adapters.base import Services
from ..adapters.errors import MixedVectors, TriviumError
from ..adapters.terms import Hit, Query, Scope
from .state import State

if TYPE_CHECKING:
    from ..adapters.terms import Vector


async def vector_of(text: str, services: Services) -> Vector | None:
    """Embed `text`; None says that the search must do with words."""
    try:
        return await services.embedder.query(text)
    except TriviumError:
        return None


async def look(
    text: str, services: Services, scope: Scope, *, limit: int
) -> tuple[list[Hit], bool]:
    """Search by words and vector, or by words alone; say which."""
    vector = await vector_of(text, services)
    if vector is not None:
        query = Query(text=text, vector=vector)
        try:
            return await services.store.search(query, scope, limit=limit), True
        except MixedVectors:  # until `trivium reindex` has made the index's vectors anew
            pass
    return await services.store.search(Query(text=text), scope, limit=limit), False


def degraded(state: State, *flags: str) -> list[str]:
    """Return the state's flags with these added, each once."""
    return [*state.degraded, *(flag for flag in flags if flag not in state.degraded)]
