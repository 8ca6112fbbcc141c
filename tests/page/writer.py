"""An answerer that quotes slowly, so that a browser can be seen to wait; it costs something."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator

from trivium.adapters.base import Answerer, Parts
from trivium.adapters.terms import Ask, NoAnswer, Usage

PAUSE_S = 0.8
MADE_UP = "The moon belongs to the bicycle works. [1] "


class Writer:
    """Says the sentences of the best passage one by one, and at last what no document says."""

    name = "writer"

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        if not ask.passages:
            yield NoAnswer(reason="There is nothing to read.")
            return
        body = ask.passages[0].text.split("\n\n", 1)[-1]
        for sentence in re.findall(r"[A-Z][^.\n|]+\.(?=\s|$)", body)[:2]:
            yield f"{sentence} [1] "
            await asyncio.sleep(PAUSE_S)
        if "moon" in ask.question:
            yield MADE_UP
        yield Usage(member=self.name, tokens_in=900, tokens_out=40, cost_usd=0.0021)


def connect(parts: Parts) -> Answerer:
    return Writer()
