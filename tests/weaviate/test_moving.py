"""From the embedded store to Weaviate and back, nothing is lost or added."""

from __future__ import annotations

from pathlib import Path

from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.stores.weaviate import WeaviateStore
from trivium.ingest.copy import copy

from ..adapters.stores.making import ORIGIN
from ..ingest.test_copy import filled


async def test_there_and_back(store: WeaviateStore, tmp_path: Path) -> None:
    start, back = EmbeddedStore(tmp_path / "a"), EmbeddedStore(tmp_path / "b")
    first = await copy(await filled(), start, origin=ORIGIN)

    there = await copy(start, store, origin=ORIGIN)
    again = await copy(start, store, origin=ORIGIN)
    home = await copy(store, back, origin=ORIGIN)

    assert there.equal
    assert again.equal
    assert home.equal
    assert again.carried == 0
    assert first.hash_to == there.hash_to == home.hash_to
    await start.close()
    await back.close()
