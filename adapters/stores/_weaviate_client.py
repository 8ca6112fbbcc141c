"""The connection to Weaviate: every call in time, at the next server where one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from ..errors import TriviumError, Unavailable
from ._weaviate_address import Address, Login
from ._weaviate_errors import Gone, Slow
from ._weaviate_session import Session, listens

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient

T = TypeVar("T")

_SLOW_S = 0.4  # from then on it is worth asking whether anybody listens at all


class Connection:
    """A client of one of several servers of a cluster."""

    def __init__(self, addresses: list[Address], login: Login, *, timeout_s: float) -> None:
        self.addresses = addresses
        self.timeout_s = timeout_s
        self._login = login
        self._at = 0
        self._session = self._new()

    async def call(
        self, job: Callable[[WeaviateAsyncClient], Awaitable[T]], *, times: float = 1
    ) -> T:
        """Run `job`, in `times` the timeout; at the next server where one is gone.

        What takes the timeout once, as a search does, is asked of the next server also where one
        does not answer in time. A job may so run twice: what it writes has ids of its own. Raises
        `Unavailable`.
        """
        gone: TriviumError | None = None
        waits_again = times == 1 and len(self.addresses) > 1
        for _ in range(len(self.addresses) + 1):  # a kept connection may be to a server of before
            session = self._session
            try:
                async with asyncio.timeout(self.timeout_s * times):
                    return await _watched(session, job)
            except TimeoutError as error:
                if len(self.addresses) > 1:  # else a new client would only add to its work
                    await self._leave(session)
                gone = Slow(_slow(session.address, self.timeout_s * times))
                if not waits_again:
                    raise gone from error
                waits_again = False
            except Gone as error:
                gone = Unavailable(f"{error} Start it, or correct TRIVIUM_WEAVIATE_URL.")
                await self._leave(session)
        assert gone is not None
        raise gone

    async def close(self) -> None:
        """Let go of the connection."""
        session, self._session = self._session, self._new()
        await session.leave()

    def _new(self) -> Session:
        address = self.addresses[self._at % len(self.addresses)]
        return Session(address, self._login, self.timeout_s)

    async def _leave(self, session: Session) -> None:
        """Take the next server, unless another call did so meanwhile."""
        if session is self._session:
            self._at += 1
            await self.close()


async def _watched(session: Session, job: Callable[[WeaviateAsyncClient], Awaitable[T]]) -> T:
    """Run it, but give up at once where nobody listens: the client would try for 63 s."""
    task = asyncio.ensure_future(session.run(job))
    try:
        await asyncio.wait({task}, timeout=_SLOW_S)
        while not task.done():
            if not await listens(session.address):
                raise Gone(f"Weaviate at {session.address} cannot be reached.")
            await asyncio.wait({task}, timeout=_SLOW_S)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
        with suppress(asyncio.CancelledError, TriviumError):
            await task  # its error is known here, or does not matter any more


def _slow(at: Address, seconds: float) -> str:
    return (
        f"Weaviate at {at} did not answer within {seconds:g} s: look at its log, or "
        "raise TRIVIUM_WEAVIATE_TIMEOUT_S."
    )
