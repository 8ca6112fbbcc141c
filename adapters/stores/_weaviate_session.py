"""One client of one server, opened at its first use and closed when its last call is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import Unavailable
from ._weaviate_address import Address, Login
from ._weaviate_errors import Gone, translated

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient

T = TypeVar("T")

_PROBE_S = 0.5
_CHANNEL = [
    # gRPC waits up to two minutes before it tries a server again that was down.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1000),
]


class Session:
    """Runs jobs with its client. Closing that cancels what runs, so it waits until nothing does."""

    def __init__(self, address: Address, login: Login, timeout_s: float) -> None:
        self.address = address
        self._login = login
        self._timeout_s = timeout_s
        self._client: WeaviateAsyncClient | None = None
        self._opening = asyncio.Lock()
        self._running = 0
        self._left = False
        self._found_nobody = False

    async def run(self, job: Callable[[WeaviateAsyncClient], Awaitable[T]]) -> T:
        """Run a job. Raises `Gone` where the server is, else what the client's exception means."""
        self._running += 1
        try:
            return await self._translating(job)
        finally:
            self._running -= 1
            await self._close_if_idle()

    async def leave(self) -> None:
        """Close the client once nothing runs."""
        self._left = True
        await self._close_if_idle()

    async def _translating(self, job: Callable[[WeaviateAsyncClient], Awaitable[T]]) -> T:
        if self._client is None:
            await asyncio.to_thread(_sdk)  # it takes more than a second
        errors, http, grpc = map(import_module, ("weaviate.exceptions", "httpx", "grpc"))
        broken = (errors.WeaviateConnectionError, errors.WeaviateClosedClientError, grpc.RpcError)
        gone = (errors.WeaviateStartUpError, http.TransportError, *broken)
        try:
            return await job(self._client or await self._open())
        except gone as error:
            if "is not supported" in str(error):
                raise Unavailable(" ".join(str(error).split())) from error
            raise _gone(self.address) from error
        except (errors.WeaviateBaseError, http.HTTPError) as error:
            raise translated(error, self.address, self._login) from error

    async def _open(self) -> WeaviateAsyncClient:
        async with self._opening:
            if self._client is None:
                await self._look()
                client = self._make()
                try:
                    await client.connect()
                    self._client = client
                finally:
                    if self._client is None:
                        await client.close()
            return self._client

    async def _look(self) -> None:
        """Look whether anybody is there, once for all who wait: making a client holds up the loop.

        It reads the certificates of all authorities. Raises `Gone`.
        """
        if not self._found_nobody:
            self._found_nobody = not await listens(self.address)
        if self._found_nobody:
            raise _gone(self.address)

    async def _close_if_idle(self) -> None:
        if self._left and not self._running and self._client is not None:
            client, self._client = self._client, None
            await client.close()

    def _make(self) -> WeaviateAsyncClient:
        from weaviate import WeaviateAsyncClient
        from weaviate.classes.init import AdditionalConfig, Timeout
        from weaviate.config import GrpcConfig
        from weaviate.connect import ConnectionParams

        at, seconds = self.address, self._timeout_s
        return WeaviateAsyncClient(
            connection_params=ConnectionParams.from_params(
                at.host, at.port, at.secure, at.grpc_host, at.grpc_port, at.secure
            ),
            auth_client_secret=self._login.credentials(),
            additional_config=AdditionalConfig(
                timeout=Timeout(init=seconds, query=8 * seconds, insert=8 * seconds),
                grpc_config=GrpcConfig(channel_options=_CHANNEL),
            ),
            skip_init_checks=True,  # one of them asks a package registry for newer clients
        )


async def listens(at: Address) -> bool:
    """Say whether anybody takes connections at both ports."""
    for host, port in ((at.grpc_host, at.grpc_port), (at.host, at.port)):
        try:
            async with asyncio.timeout(_PROBE_S):
                _, writer = await asyncio.open_connection(host, port)
        except OSError:  # TimeoutError is one too
            return False
        writer.close()
    return True


def _gone(at: Address) -> Gone:
    return Gone(f"Weaviate at {at} cannot be reached.")


def _sdk() -> Any:
    try:
        return import_module("weaviate")
    except ImportError as error:
        raise Unavailable(
            "The Weaviate store needs its client: `pip install 'trivium[weaviate]'`."
        ) from error
