"""Stores on servers; every test here that takes one is left to `make test-weaviate`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from trivium.adapters.stores.weaviate import WeaviateStore

from .running import drop, fresh, needed, shared
from .servers import Server

_FIXTURES = {"store", "server", "nodes"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/weaviate/" in item.nodeid and _FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.weaviate)
            item.add_marker(pytest.mark.loopback)


@pytest.fixture
async def store() -> AsyncIterator[WeaviateStore]:
    made = fresh(shared())
    yield made
    await drop(made)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of the test's own, to stop and start."""
    needed()
    made = Server()
    yield made
    made.stop()
