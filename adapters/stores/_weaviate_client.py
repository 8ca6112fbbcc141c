"""The connection to Weaviate: opened at its first use, every call in time, errors in our words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import TriviumError, Unavailable
from ._weaviate_address import Address, Login

if TYPE_CHECKING:
    from weaviate import WeaviateAsyncClient

T = TypeVar("T")

_SLOW_S = 0.4  # from then on it is worth asking whether anybody listens at all
_PROBE_S = 0.5
_CHANNEL = [
    # gRPC waits up to two minutes before it tries a server again that was down.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1000),
]


class Connection:
    """A client of one of several servers; where one is gone, the next is taken."""

    def __init__(self, addresses: list[Address], login: Login, *, timeout_s: float) -> None:
        self.addresses = addresses
        self.timeout_s = timeout_s
        self._login = login
        self._at = 0
        self._client: WeaviateAsyncClient | None = None
        self._lock = asyncio.Lock()

    @property
    def address(self) -> Address:
        """The server that is talked to now."""
        return self.addresses[self._at % len(self.addresses)]

    async def call(
        self, job: Callable[[WeaviateAsyncClient], Awaitable[T]], *, times: float = 1
    ) -> T:
        """Run `job`, in `times` the timeout; at the next server where one is gone.

        A job may so run twice: what it writes has ids of its own. Raises `Unavailable`.
        """
        gone: TriviumError | None = None
        for _ in self.addresses:
            at = self._at
            try:
                async with asyncio.timeout(self.timeout_s * times):
                    return await self._watched(job)
            except TimeoutError as error:
                await self._leave(at)
                raise Unavailable(self._slow(self.timeout_s * times)) from error
            except _Gone as error:
                gone = Unavailable(f"{error} Start it, or correct TRIVIUM_WEAVIATE_URL.")
                await self._leave(at)
        assert gone is not None
        raise gone

    async def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _watched(self, job: Callable[[WeaviateAsyncClient], Awaitable[T]]) -> T:
        """Run it, but give up at once where nobody listens: the client would try for 63 s."""
        task = asyncio.ensure_future(self._run(job))
        try:
            await asyncio.wait({task}, timeout=_SLOW_S)
            while not task.done():
                if not await _listens(self.address):
                    raise _Gone(f"Weaviate at {self.address} cannot be reached.")
                await asyncio.wait({task}, timeout=_SLOW_S)
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError, TriviumError):
                    await task

    async def _run(self, job: Callable[[WeaviateAsyncClient], Awaitable[T]]) -> T:
        client = self._client or await self._open()
        errors, http = import_module("weaviate.exceptions"), import_module("httpx")
        try:
            return await job(client)
        except (errors.WeaviateConnectionError, errors.WeaviateClosedClientError) as error:
            raise _Gone(f"Weaviate at {self.address} broke off.") from error
        except (errors.WeaviateBaseError, http.HTTPError) as error:
            raise self._translated(error) from error

    async def _open(self) -> WeaviateAsyncClient:
        async with self._lock:
            if self._client is None:
                await asyncio.to_thread(_sdk)
                client = self._make()
                errors, http = import_module("weaviate.exceptions"), import_module("httpx")
                try:
                    await client.connect()
                except (errors.WeaviateStartUpError, http.TransportError) as error:
                    await client.close()
                    if "is not supported" in str(error):
                        raise Unavailable(f"{error}") from error
                    raise _Gone(f"Weaviate at {self.address} cannot be reached.") from error
                except (errors.WeaviateBaseError, http.HTTPError) as error:
                    await client.close()
                    raise self._translated(error) from error
                except asyncio.CancelledError:
                    await client.close()
                    raise
                self._client = client
            return self._client

    def _make(self) -> WeaviateAsyncClient:
        from weaviate import WeaviateAsyncClient
        from weaviate.classes.init import AdditionalConfig, Timeout
        from weaviate.config import GrpcConfig
        from weaviate.connect import ConnectionParams

        at = self.address
        seconds = self.timeout_s
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

    async def _leave(self, at: int) -> None:
        """Take the next server, unless somebody else did so meanwhile."""
        if at == self._at:
            self._at += 1
            await self.close()

    def _slow(self, seconds: float) -> str:
        return (
            f"Weaviate at {self.address} did not answer within {seconds:g} s: look at its log, or "
            "raise TRIVIUM_WEAVIATE_TIMEOUT_S."
        )

    def _translated(self, error: Exception) -> TriviumError:
        said = self._login.hide(" ".join(str(error).split()))[:300]
        if _refused(error, said):
            return Unavailable(
                f"Weaviate at {self.address} refuses the credentials: set WEAVIATE_API_KEY, or "
                "TRIVIUM_WEAVIATE_TOKEN, to one that may read and write."
            )
        return Failed(f"Weaviate at {self.address} failed: {said}")


class Failed(Unavailable):
    """Weaviate answered that it could not do it; its words are in the message."""

    @property
    def code(self) -> str:
        return "unavailable"


class _Gone(Unavailable):
    """Nobody is there: the next server may be."""


def _refused(error: Exception, said: str) -> bool:
    kind = type(error).__name__
    return (
        kind in ("InsufficientPermissionsError", "AuthenticationFailedError", "MissingScopeError")
        or getattr(error, "status_code", 0) in (401, 403)
        or "unauthorized" in said.casefold()
        or "UNAUTHENTICATED" in said
    )


async def _listens(at: Address) -> bool:
    """Say whether anybody takes connections at both ports."""
    for host, port in ((at.grpc_host, at.grpc_port), (at.host, at.port)):
        try:
            async with asyncio.timeout(_PROBE_S):
                _, writer = await asyncio.open_connection(host, port)
        except OSError:  # TimeoutError is one too
            return False
        writer.close()
    return True


def _sdk() -> Any:
    try:
        return import_module("weaviate")
    except ImportError as error:
        raise Unavailable(
            "The Weaviate store needs its client: `pip install 'trivium[weaviate]'`."
        ) from error
