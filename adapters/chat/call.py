"""One call of a model: what it was expected to use, and what is learnt from what it did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from time import time

from ..meter import Meter
from ..price import Price
from ..terms import Usage

# What may be no longer than this is no answer, so it says nothing of how long those are.
_SHORT_TOKENS = 256


@dataclass
class Call:
    """A call of `model`, whose prompt begins with the prefix `key` if that is not empty.

    `before` is the estimate; `warm` says that the prefix should be in the provider's cache.
    """

    meter: Meter
    model: str
    price: Price
    key: str
    before: Usage
    warm: bool
    short: bool
    begun: bool = False

    @classmethod
    def of(
        cls, meter: Meter, price: Price, read: Usage, *, key: str = "", max_tokens: int = 1024
    ) -> Call:
        """Estimate a call whose prompt is as long as `read` says."""
        known = meter.prefix(read.member, key) if key else None
        warm = known is not None and known.at + price.kept_s > time()
        rate = known.expected if known is not None and warm else None
        cached = int(read.tokens_in * (1.0 if rate is None else rate)) if warm else 0
        out = ceil(min(meter.written(read.member), max_tokens))
        before = replace(read, tokens_out=out, cached_tokens=cached)
        return cls(
            meter=meter,
            model=read.member,
            price=price,
            key=key,
            before=replace(before, cost_usd=price.of(before)),
            warm=warm,
            short=max_tokens <= _SHORT_TOKENS,
        )

    def begins(self) -> None:
        """Note that the provider has read the prompt, however its answer ends."""
        if self.key and not self.begun:
            self.meter.touch(self.model, self.key, self.before.tokens_in, at=time())
        self.begun = True

    def ended(self, usage: Usage, *, told: bool) -> Usage:
        """Learn from the provider's own figures, and return them with the estimate."""
        if self.key and told:
            self.meter.read(self.model, self.key, usage, warm=self.warm, at=time())
        if told and not self.short:
            self.meter.wrote(self.model, usage.tokens_out, at=time())
        return usage.expected(self.before)
