"""Cohere's SDK, and everything of it that leaves: plain values, our own errors, no key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ._pause import Pause
from .errors import Unavailable, UnknownSetting, Upstream, UpstreamTimeout
from .secrets import Secret, redacted

if TYPE_CHECKING:
    import cohere
    import httpx

# What the SDK, which believes every answer, stumbles over.
_NONSENSE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_SHOWN = 200  # characters of what the vendor says; the rest is no help to a reader


@dataclass(frozen=True, slots=True)
class _Client:
    sdk: cohere.AsyncClientV2
    connections: httpx.AsyncClient


class Cohere:
    """One client a running event loop, made at the first use; the SDK takes most of a second.

    A call is one request: nothing is tried again unless `retries` says so.
    """

    def __init__(self, key: Secret, base_url: str, *, pause: Pause | None = None) -> None:
        self._key = key
        self._base_url = base_url
        self._pause = pause or Pause("Cohere")
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, _Client] = WeakKeyDictionary()

    async def ask(
        self,
        call: Callable[[Any, Any], Awaitable[Any]],
        *,
        timeout_s: float,
        retries: int = 0,
    ) -> Any:
        """Make a call with the SDK's request options. Raises `Upstream` or `Unavailable`."""
        self._pause.check()
        try:
            async with asyncio.timeout(timeout_s):
                client = await self._client()
                answer = await self._translated(call(client.sdk, _options(timeout_s, retries)))
        except TimeoutError as error:
            self._pause.failed()
            raise UpstreamTimeout(f"Cohere did not answer within {timeout_s:.1f} s.") from error
        self._pause.worked()
        return answer

    async def close(self) -> None:
        """Close the connections of this event loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.connections.aclose()

    async def _client(self) -> _Client:
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            made = await asyncio.to_thread(_make, self._key, self._base_url)
            client = self._clients.setdefault(loop, made)
        return client

    async def _translated(self, answer: Awaitable[Any]) -> Any:
        import httpx
        from cohere.core.api_error import ApiError
        from cohere.core.parse_error import ParsingError

        try:
            return await answer
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except ApiError as error:
            self._pause.failed(_wait_s(error.headers or {}) if error.status_code == 429 else 0.0)
            # Without its cause: the SDK's errors show the headers and the body as they came.
            raise Upstream(self._key.hide(_said(error.status_code, error.body))) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._pause.failed()
            raise Upstream(
                f"Cohere at {redacted(self._base_url)} cannot be reached "
                f"({type(error).__name__}): look at TRIVIUM_COHERE_BASE_URL and the network."
            ) from None
        except (ParsingError, *_NONSENSE) as error:
            self._pause.failed()
            raise Upstream(f"Cohere's answer makes no sense ({type(error).__name__}).") from None


def from_options(options: Mapping[str, object], *, pause: Pause | None = None) -> Cohere:
    """Make it from the settings; looks for the SDK without importing it.

    Raises `UnknownSetting` without a key and `Unavailable` without the SDK.
    """
    key = options.get("cohere_api_key")
    if not isinstance(key, Secret) or not key:
        raise UnknownSetting("Cohere needs a key: set COHERE_API_KEY in the environment.")
    if find_spec("cohere") is None:
        raise Unavailable("Cohere's client is not installed: pip install 'trivium[cohere]'.")
    return Cohere(key, str(options["cohere_base_url"]), pause=pause)


def _make(key: Secret, base_url: str) -> _Client:
    import cohere
    import httpx

    connections = httpx.AsyncClient()
    sdk = cohere.AsyncClientV2(
        api_key=key.reveal(),
        base_url=base_url.rstrip("/"),
        max_retries=0,
        httpx_client=connections,
        log_warning_experimental_features=False,
    )
    return _Client(sdk, connections)


def _options(timeout_s: float, retries: int) -> dict[str, object]:
    return {"timeout": timeout_s, "max_retries": retries}


def _wait_s(headers: Mapping[str, str]) -> float:
    try:
        return float(headers.get("retry-after", "0"))
    except ValueError:
        return 0.0


def _said(status: int | None, body: object) -> str:
    message = body.get("message") if isinstance(body, Mapping) else body
    text = " ".join(str(message or "").split())[:_SHOWN]
    return f"Cohere answered {status}: {text or 'nothing more'}."
