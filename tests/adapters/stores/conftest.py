"""Every store in the folder, for the tests of the contract; and the embedded one for its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from trivium.adapters.base import Parts, Store
from trivium.adapters.load import load, members
from trivium.adapters.stores.embedded import EmbeddedStore

from ...weaviate.running import drop, fresh, shared, shared_cluster

# Weaviate needs servers: `make test-weaviate` runs the same tests against one, and against three.
_SERVERS = {"weaviate": shared, "weaviate-cluster": shared_cluster}
_MARKS = [pytest.mark.weaviate, pytest.mark.loopback]
_STORES = [
    *(name for name in members("stores") if name not in _SERVERS),
    *(pytest.param(name, marks=_MARKS) for name in _SERVERS),
]


@pytest.fixture(params=_STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param in _SERVERS:
        weaviate = fresh(_SERVERS[request.param]())
        yield weaviate
        await drop(weaviate)
        return
    made: Store = load("stores", request.param).connect(Parts(home=tmp_path / "home"))
    yield made
    await made.close()


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    made = EmbeddedStore(tmp_path)
    yield made
    await made.close()
