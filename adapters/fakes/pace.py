"""A stream as a model writes it: token by token, in its time, and broken off where it should be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from .asked import Asked
from .dialect import Dialect, Frame
from .faults import WITHIN, Refused
from .wire import Wire


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds before the first token, and before each further one."""

    first_token_s: float
    token_s: float

    async def stream(
        self, wire: Wire, dialect: Dialect, frames: Iterator[Frame], asked: Asked, fault: str
    ) -> None:
        """Send the frames when they are due; a fault breaks off after half of them."""
        sending = list(frames)
        if fault in WITHIN:
            sending = sending[: len(sending) // 2]
        await wire.begin()
        await self._send(wire, sending, asked)
        if fault == "hang_within":
            await asyncio.Event().wait()
        if fault == "error_within":
            broken = Refused(500, "api_error", "The server had an error.")
            await wire.push(dialect.failure_frame(broken))
        if fault == "dropped":
            wire.drop()
        else:
            await wire.end()

    async def _send(self, wire: Wire, frames: list[Frame], asked: Asked) -> None:
        clock = asyncio.get_running_loop()
        begun = clock.time()
        for due, together in groupby(self._due(frames), key=itemgetter(0)):
            # From the beginning, not from the last token: late tokens do not make others late.
            await asyncio.sleep(max(begun + due - clock.time(), 0))
            events = [frame for _, frame in together]
            await wire.push("".join(text for text, _ in events))
            asked.sent += sum(tokens for _, tokens in events)

    def _due(self, frames: list[Frame]) -> Iterator[tuple[float, Frame]]:
        """Give each frame its seconds from the beginning."""
        due, said = 0.0, False
        for frame in frames:
            if frame[1]:
                due += self.token_s if said else self.first_token_s
                said = True
            yield due, frame
