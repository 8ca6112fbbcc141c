"""The question's vector, or none when the encoder does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..adapters.base import Services
from ..adapters.errors import TriviumError
from .state import State

if TYPE_CHECKING:
    from ..adapters.terms import Vector


async def vector_of(text: str, services: Services) -> Vector | None:
    """Embed `text`; None says that the search must do with words."""
    try:
        return await services.embedder.query(text)
    except TriviumError:
        return None


def degraded(state: State, *flags: str) -> list[str]:
    """Return the state's flags with these added, each once."""
    return [*state.degraded, *(flag for flag in flags if flag not in state.degraded)]
