"""Every store in the folder, for the tests of the contract; and the embedded one for its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from trivium.adapters.base import Parts, Store
from trivium.adapters.load import load, members
from trivium.adapters.stores.embedded import EmbeddedStore

from ...weaviate.running import drop, fresh, shared

# Weaviate needs a server: `make test-weaviate` runs the same tests against one.
_MARKS = {"weaviate": [pytest.mark.weaviate, pytest.mark.loopback]}
_STORES = [pytest.param(name, marks=_MARKS.get(name, [])) for name in members("stores")]


@pytest.fixture(params=_STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "weaviate":
        weaviate = fresh(shared())
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
