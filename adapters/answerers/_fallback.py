"""An answerer that takes another's place when that one fails."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from ..asides import did_without
from ..base import Answerer
from ..errors import Unavailable, Upstream
from ..price import price_of
from ..terms import Ask, NoAnswer, Usage


class FallbackAnswerer:
    """Asks `first`, and `second` where that fails before it has written anything.

    What fails in the middle ends there: what was written is judged like anything else.
    """

    def __init__(self, first: Answerer, second: Answerer) -> None:
        self.name = first.name
        self.price = price_of(first)
        self.reads_tokens = getattr(first, "reads_tokens", 0)
        self._first, self._second = first, second

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        """Yield what the one that works yields."""
        begun = False
        try:
            async with aclosing(self._first.answer(ask)) as pieces:
                async for piece in pieces:
                    begun = True
                    yield piece
            return
        except (Upstream, Unavailable):
            did_without("model_broke_off" if begun else "fallback_model")
        if begun:
            return
        async with aclosing(self._second.answer(ask)) as pieces:
            async for piece in pieces:
                yield piece

    async def probe(self) -> str:
        """Say what the first one's probe finds; empty where it has none."""
        probe = getattr(self._first, "probe", None)
        return await probe() if probe else ""
