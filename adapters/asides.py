"""What members ask a vendor on the side while a step runs: its cost, and where they did without."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from .terms import Usage

_UNLIMITED = float("inf")


@dataclass
class Asides:
    """Calls on the side of one step; they may take `tokens` and `usd` together."""

    tokens: float = _UNLIMITED
    usd: float = _UNLIMITED
    usage: Usage = field(default_factory=Usage)
    degraded: list[str] = field(default_factory=list[str])

    def spend(self, usage: Usage) -> None:
        """Take a call off what is left."""
        self.usage += usage
        self.tokens -= usage.tokens_in + usage.tokens_out
        self.usd -= usage.cost_usd


_now: ContextVar[Asides | None] = ContextVar("asides", default=None)


@contextmanager
def asides(tokens: float = _UNLIMITED, usd: float = _UNLIMITED) -> Generator[Asides]:
    """Collect what is asked on the side inside the block, also by tasks that begin in it."""
    found = Asides(tokens=tokens, usd=usd)
    token = _now.set(found)
    try:
        yield found
    finally:
        _now.reset(token)


def affords(usage: Usage) -> bool:
    """Say whether a call of about this size may still be made."""
    now = _now.get()
    if now is None:
        return True
    return usage.tokens_in + usage.tokens_out <= now.tokens and usage.cost_usd <= now.usd


def spend(usage: Usage) -> None:
    """Note what a call cost."""
    if (now := _now.get()) is not None:
        now.spend(usage)


def did_without(flag: str) -> None:
    """Note that a vendor's help was wanted and did not come, as `no_model_check` or the like."""
    now = _now.get()
    if now is not None and flag not in now.degraded:
        now.degraded.append(flag)
