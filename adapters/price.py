"""What a member asks for its tokens, so that a step can be priced before it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from .terms import Usage

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars a million tokens read, written, and read again from a provider's cache.

    A member that costs something has an attribute `price`; one without is free. A member that runs
    here has `local = True`: what it reads counts against no budget. `kept_s` is how long the
    provider keeps a prompt's beginning after it was last read.
    """

    read: float = 0.0
    written: float = 0.0
    cached: float | None = None
    kept_s: float = 3600.0

    def of(self, usage: Usage) -> float:
        """Price what was used, in US dollars."""
        cached = self.read if self.cached is None else self.cached
        fresh = usage.tokens_in - usage.cached_tokens
        total = fresh * self.read + usage.cached_tokens * cached + usage.tokens_out * self.written
        return total / _MILLION


FREE = Price()


def price_of(member: object) -> Price:
    """Return a member's price; what names none is free."""
    price = getattr(member, "price", None)
    return price if isinstance(price, Price) else FREE


def is_local(member: object) -> bool:
    """Say whether a member runs here, so that its tokens count as nothing."""
    return bool(getattr(member, "local", False))
