"""What a node is: a plain async function, with no LangGraph in it."""

from __future__ import annotations

from typing import Protocol

from ..adapters.base import Services
from .context import Context
from .state import State, Update


class Step(Protocol):
    """Reads the state, asks the services, returns what it changed."""

    __name__: str

    async def __call__(self, state: State, services: Services, context: Context) -> Update: ...
