"""Open Trivium for one command and close it again, whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from ..graph.settings import Settings

if TYPE_CHECKING:
    from ..graph.library import Trivium

Result = TypeVar("Result")


def run(settings: Settings, work: Callable[[Trivium], Awaitable[Result]]) -> Result:
    """Do `work` with an open Trivium and return its result."""
    level = logging.DEBUG if settings.log_level == "debug" else logging.ERROR
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("trivium").setLevel(level)
    import asyncio

    return asyncio.run(_work(settings, work))


async def _work(settings: Settings, work: Callable[[Trivium], Awaitable[Result]]) -> Result:
    from ..graph.library import Trivium

    async with Trivium.open(settings) as trivium:
        return await work(trivium)
