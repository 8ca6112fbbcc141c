"""How often one key may ask: requests a minute at this server, questions a day at all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..adapters.errors import TooMany
from ..adapters.terms import Principal
from ..graph.library import Trivium
from .keyring import Key

if TYPE_CHECKING:
    from limits.aio.strategies import SlidingWindowCounterRateLimiter

_MINUTE_S = 60


class Limits:
    """Counts requests in memory, by the key's name."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute

    @cached_property
    def _counts(self) -> SlidingWindowCounterRateLimiter:
        from limits.aio.storage import MemoryStorage
        from limits.aio.strategies import SlidingWindowCounterRateLimiter

        return SlidingWindowCounterRateLimiter(MemoryStorage())

    async def take(self, key: Key) -> Mapping[str, str]:
        """Count a request; return the headers that tell what is left. Raises `TooMany`."""
        most = key.per_minute or self._per_minute
        if not most:
            return {}
        from limits import RateLimitItemPerMinute

        item = RateLimitItemPerMinute(most)
        taken = await self._counts.hit(item, key.name)
        stats = await self._counts.get_window_stats(item, key.name)
        wait_s = max(1, ceil(stats.reset_time - datetime.now(UTC).timestamp()))
        if not taken:
            raise TooMany(
                f"These are more than {most} requests in a minute: ask again in {wait_s} s, or "
                "have the key's limit raised.",
                wait_s=min(wait_s, _MINUTE_S),
            )
        return {
            "x-ratelimit-limit-requests": str(most),
            "x-ratelimit-remaining-requests": str(stats.remaining),
            "x-ratelimit-reset-requests": f"{wait_s}s",
        }


class RateHeaders:
    """Adds to an answer what `Limits` said of its request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                told: Mapping[str, str] = scope.get("state", {}).get("headers", {})
                MutableHeaders(scope=message).update(told)
            await send(message)

        await self._app(scope, receive, sent)


async def refuse_beyond_quota(trivium: Trivium, who: Principal, key: Key | None) -> None:
    """Raise `TooMany` where a user's questions of this day (UTC) are used up."""
    most = key.per_day if key and key.per_day else trivium.settings.questions_per_day
    if not most:
        return
    now = datetime.fromtimestamp(trivium.services.clock(), UTC)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = today.timestamp()
    if await trivium.services.ledger.asked(who.tenant, since=since, user=who.user) < most:
        return
    wait_s = ceil((today + timedelta(days=1) - now).total_seconds())
    raise TooMany(
        f"These are more than {most} questions today: the next day begins in "
        f"{wait_s // 3600} h {wait_s % 3600 // 60} min, at midnight UTC.",
        wait_s=wait_s,
    )
