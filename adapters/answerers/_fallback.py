"""An answerer that takes another's place when that one fails."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from ..asides import did_without
from ..base import Answerer
from ..errors import Unavailable, Upstream
from ..price import price_of
from ..sentences import sentences
from ..terms import Ask, BrokenOff, NoAnswer, Usage


class FallbackAnswerer:
    """Asks `first`, and `second` where that fails; what `first` wrote in whole sentences stands."""

    def __init__(self, first: Answerer, second: Answerer) -> None:
        self.name = first.name
        self.price = price_of(first)
        self.reads_tokens = getattr(first, "reads_tokens", 0)
        self.frame_tokens = getattr(first, "frame_tokens", 0)
        self._first, self._second = first, second

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        """Yield what the one that works yields."""
        written = ""
        try:
            async with aclosing(self._first.answer(ask)) as pieces:
                async for piece in pieces:
                    written += piece if isinstance(piece, str) else ""
                    yield piece
            return
        except (Upstream, Unavailable):
            did_without("model_broke_off" if written else "fallback_model")
        if written:
            yield BrokenOff()
        going_on = replace(ask, kept=_whole(ask.kept, written))
        async with aclosing(self._second.answer(going_on)) as pieces:
            async for piece in pieces:
                yield piece

    async def close(self) -> None:
        """Close both, where they hold something open."""
        for member in (self._first, self._second):
            if hasattr(member, "close"):
                await member.close()

    async def probe(self) -> str:
        """Say what the first one's probe finds; empty where it has none."""
        probe = getattr(self._first, "probe", None)
        return await probe() if probe else ""


def _whole(kept: str, written: str) -> str:
    """Return what is kept with the whole sentences that were written behind it."""
    whole = sentences(written)
    if not written[-1:].isspace():
        whole = whole[:-1]
    return " ".join(part for part in (kept, *whole) if part)
