"""What contexts will cost, and how much of a document is read for one."""

from __future__ import annotations

import pytest

from trivium.adapters.contextualisers.scripted import ScriptedContextualiser
from trivium.adapters.price import Price
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Passage
from trivium.ingest.blocks import blocks
from trivium.ingest.estimate import Estimate, estimate

from .test_situate import put


async def test_the_cost_is_told_with_the_cache_and_without() -> None:
    store = MemoryStore()
    names = [
        await put(store, "long", 300),
        await put(store, "short", 4),
        await put(store, "one", 1),
    ]
    price = Price(read=10.0, written=30.0, cached=1.0)

    told = await estimate(store, ScriptedContextualiser(price=price), names)

    long, short = 300 * 6, 4 * 6
    read = 304 * (6 + 350) + 300 * long + 4 * short
    assert told == Estimate(
        model="scripted",
        documents=2,
        passages=304,
        tokens_in=read,
        cached_tokens=299 * long,
        tokens_out=304 * 70,
        usd=pytest.approx(((read - 299 * long) * 10 + 299 * long + 304 * 70 * 30) / 1e6),
        most_usd=pytest.approx((read * 10 + 304 * 70 * 30) / 1e6),
    )
    assert not (await estimate(store, ScriptedContextualiser(), names)).priced


def test_a_long_document_is_read_in_equal_stretches() -> None:
    text = "abcdefghij" * 25
    passages = [
        Passage(
            id=str(n), document_id="d", version="1", ordinal=n, start=n * 10, end=n * 10 + 12,
            text=text[n * 10 : n * 10 + 12],
        )
        for n in range(25)
    ]  # fmt: skip

    found = blocks(text, passages, longest=100)

    assert [len(block.passages) for block in found] == [9, 8, 8]
    assert all(each.text in block.text for block in found for each in block.passages)
    assert max(len(block.text) for block in found) <= 100
    assert [block.text for block in blocks(text, passages)] == [text]
