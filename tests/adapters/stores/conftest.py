"""Every store in the folder, for the tests of the contract; and the embedded one for its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from trivium.adapters.base import Parts, Store
from trivium.adapters.load import load, members
from trivium.adapters.stores.embedded import EmbeddedStore


@pytest.fixture(params=members("stores"))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = load("stores", request.param).connect(Parts(home=tmp_path / "home"))
    yield made
    await made.close()


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    made = EmbeddedStore(tmp_path)
    yield made
    await made.close()
