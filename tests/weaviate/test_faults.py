"""A server that is killed, stopped, slow or guarded: in time, in our words, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from trivium.adapters.errors import BadInput, Unavailable
from trivium.adapters.secrets import Secret
from trivium.adapters.stores._weaviate_address import Address, addresses
from trivium.adapters.terms import Query

from ..adapters.stores.making import EVERYBODY, OWNER, axis, embed, make, search
from .running import drop, fresh, settings_of
from .servers import Server

KEY = "key-that-nobody-guesses"


async def test_a_killed_server_is_told_at_once_and_found_again(server: Server) -> None:
    server.start()
    store = fresh(settings_of(server))
    await store.put(*make("a", "the pump"))
    await embed(store, 0)

    server.kill()
    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(Unavailable, match=r"cannot be reached.*TRIVIUM_WEAVIATE_URL"):
            await store.search(Query(text="pump", vector=axis(0)), EVERYBODY, limit=1)
        assert time.monotonic() - started < 3

    server.start()
    assert await search(store, "pump") == ["a"]
    assert (await store.corpus(OWNER)).passages == 1
    await store.close()


async def test_a_server_that_hangs_is_left_after_the_timeout(server: Server) -> None:
    server.start()
    store = fresh(settings_of(server), weaviate_timeout_s=1.0)
    await store.put(*make("a", "the pump"))
    assert server.process is not None

    os.kill(server.process.pid, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"did not answer within 1 s.*TIMEOUT_S"):
        await search(store, "pump")
    assert time.monotonic() - started < 3

    os.kill(server.process.pid, signal.SIGCONT)
    assert await search(store, "pump") == ["a"]
    await store.close()


async def test_a_question_that_is_given_up_is_given_up_at_once(server: Server) -> None:
    server.start()
    store = fresh(settings_of(server), weaviate_timeout_s=30.0)
    await store.put(*make("a", "the pump"))
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGSTOP)

    started = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.6):
            await search(store, "pump")

    assert time.monotonic() - started < 1.5
    os.kill(server.process.pid, signal.SIGCONT)
    await store.close()


async def test_a_key_is_shown_and_never_told(server: Server) -> None:
    server.more |= {
        "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": "false",
        "AUTHENTICATION_APIKEY_ENABLED": "true",
        "AUTHENTICATION_APIKEY_ALLOWED_KEYS": KEY,
        "AUTHENTICATION_APIKEY_USERS": "trivium",
    }
    server.start()
    store = fresh(settings_of(server), weaviate_api_key=Secret(KEY))
    await store.put(*make("a", "the pump"))
    assert await search(store, "pump") == ["a"]
    await drop(store)

    for wrong in ("", "another-key-of-somebody"):
        other = fresh(settings_of(server), weaviate_api_key=Secret(wrong))
        with pytest.raises(Unavailable, match=r"refuses the credentials.*WEAVIATE_API_KEY") as told:
            await search(other, "pump")
        assert wrong == "" or wrong not in f"{told.value}{told.value.__cause__!r}"
        await other.close()


@pytest.mark.parametrize(
    ("url", "grpc", "host", "port", "grpc_host", "grpc_port", "secure"),
    [
        ("http://h:8080", "50051", "h", 8080, "h", 50051, False),
        ("http://h", "50052", "h", 8080, "h", 50052, False),
        ("https://h", "443", "h", 443, "h", 443, True),
        ("https://h:8443/", "g:50051", "h", 8443, "g", 50051, True),
    ],
)
def test_an_address_is_read(
    url: str, grpc: str, host: str, port: int, grpc_host: str, grpc_port: int, secure: bool
) -> None:
    assert Address.of(url, grpc) == Address(host, port, grpc_host, grpc_port, secure)


@pytest.mark.parametrize("url", ["", "weaviate:8080", "ftp://h", "http://", "http://h:port"])
def test_an_address_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="TRIVIUM_WEAVIATE_URL"):
        Address.of(url, "50051")


def test_each_node_has_its_own_port() -> None:
    options = {"weaviate_url": ("http://a", "http://b"), "weaviate_grpc": ("1", "2")}

    assert [(one.host, one.grpc_port) for one in addresses(options)] == [("a", 1), ("b", 2)]
