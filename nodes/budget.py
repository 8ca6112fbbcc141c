"""What is left of the request's time, tokens and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..adapters.base import Services
from ..adapters.terms import Passage, tokens
from .context import Context
from .state import State, Stop

_UNLIMITED = float("inf")


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a step may still spend; infinite where the context sets no limit."""

    seconds: float
    tokens: float
    usd: float

    @property
    def spent(self) -> Stop:
        """Name what ran out, if anything did."""
        if self.seconds <= 0:
            return "deadline"
        if self.tokens <= 0:
            return "tokens"
        return "money" if self.usd <= 0 else ""


def budget(state: State, services: Services, context: Context) -> Budget:
    """Work out what is left now."""
    used = state.usage
    elapsed = services.clock() - state.started if state.started else 0.0
    return Budget(
        seconds=_left(context.deadline_s, elapsed),
        tokens=_left(context.max_tokens, used.tokens_in + used.tokens_out),
        usd=_left(context.max_cost_usd, used.cost_usd),
    )


def fitting(passages: Sequence[Passage], room: float) -> list[Passage]:
    """Return the first passages whose tokens fit into `room` together."""
    fits: list[Passage] = []
    for passage in passages:
        room -= tokens(passage.text)
        if room < 0:
            break
        fits.append(passage)
    return fits


def _left(limit: float, used: float) -> float:
    return limit - used if limit > 0 else _UNLIMITED
