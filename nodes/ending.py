"""How an attempt ended: what it cost and why it stopped."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from math import ceil
from typing import Any

from ..adapters.deadline import OutOfTime, within
from ..adapters.price import is_local, price_of
from ..adapters.terms import NoAnswer, Usage
from .budget import Allowance
from .state import Stop


class Ending:
    """What an answerer gave besides sentences, and what is known when it was stopped early."""

    def __init__(self, member: object, allowed: Allowance, *, scale: float = 1.0) -> None:
        self.no_answer = ""
        self.stopped: Stop = allowed.stopped
        self._member, self._allowed = member, allowed
        self._scale = scale
        self._used: Usage | None = None
        self._written = 0

    async def within(self, seconds: float, work: Coroutine[Any, Any, None]) -> None:
        """Let the attempt run until the deadline."""
        try:
            await within(seconds, work)
        except OutOfTime:
            self.stopped = "deadline"

    def told(self, piece: NoAnswer | Usage) -> None:
        """Note what is no text."""
        if isinstance(piece, NoAnswer):
            self.no_answer = piece.reason
        else:
            self._used = piece if self._used is None else self._used + piece

    def wrote(self, piece: str) -> None:
        """Count what was written, for when the member does not get to say."""
        self._written += len(piece)

    @property
    def usage(self) -> Usage:
        """What the attempt cost: by the member, or estimated where it was stopped before telling.

        A member that tells tokens but no money is priced here.
        """
        used = self._used or self._estimate()
        price = price_of(self._member)
        return used if used.cost_usd else replace(used, cost_usd=price.of(used))

    def _estimate(self) -> Usage:
        begun = self._allowed.stopped == "" and not is_local(self._member)
        name = getattr(self._member, "name", "")
        if not begun:
            return Usage(member=name if not self._allowed.stopped else "")
        written = ceil(self._written / 4 * self._scale)
        used = Usage(tokens_in=self._allowed.tokens_in, tokens_out=written, member=name)
        expected = replace(used, cost_usd=price_of(self._member).of(used))
        return used.expected(expected)
