from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from trivium.adapters.embedders._remember import RememberingEmbedder
from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.errors import Unavailable
from trivium.adapters.terms import Embedded, Passage


class Counting:
    """Counts what reaches it, and answers only once the gate is open."""

    name = "counting"
    dimensions = 64

    def __init__(self) -> None:
        self.inner = HashedWords()
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.broken = False

    async def query(self, text: str) -> np.ndarray:
        self.asked.append(text)
        await self.gate.wait()
        if self.broken:
            raise Unavailable("The encoder is away: wait.")
        return await self.inner.query(text)

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        return await self.inner.passages(passages)


async def test_the_same_question_is_embedded_once() -> None:
    inner = Counting()
    embedder = RememberingEmbedder(inner)

    first = await embedder.query("a")
    second = await embedder.query("a")

    assert inner.asked == ["a"]
    assert second is first


async def test_equal_questions_at_one_time_share_the_work() -> None:
    inner = Counting()
    embedder = RememberingEmbedder(inner)

    await asyncio.gather(*(embedder.query("a") for _ in range(5)))

    assert inner.asked == ["a"]


async def test_one_asker_giving_up_does_not_stop_the_others() -> None:
    inner = Counting()
    inner.gate.clear()
    embedder = RememberingEmbedder(inner)
    first, second = (asyncio.create_task(embedder.query("a")) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()
    inner.gate.set()

    assert (await second).shape == (64,)
    assert first.cancelled()


async def test_the_oldest_question_is_forgotten_first() -> None:
    inner = Counting()
    embedder = RememberingEmbedder(inner, size=2)

    for text in ["a", "b", "a", "c", "a", "b"]:
        await embedder.query(text)

    assert inner.asked == ["a", "b", "c", "b"]


async def test_a_failure_reaches_every_asker_and_is_not_remembered() -> None:
    inner = Counting()
    inner.broken = True
    embedder = RememberingEmbedder(inner)

    with pytest.raises(Unavailable):
        await embedder.query("a")
    inner.broken = False

    assert (await embedder.query("a")).shape == (64,)


async def test_a_shared_vector_cannot_be_changed() -> None:
    vector = await RememberingEmbedder(HashedWords()).query("a")

    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 1.0


def test_a_second_event_loop_can_go_on_with_it() -> None:
    embedder = RememberingEmbedder(HashedWords())

    first = asyncio.run(embedder.query("a"))
    second = asyncio.run(embedder.query("a"))

    assert second is first


async def test_it_goes_by_the_name_of_the_embedder_inside() -> None:
    embedder = RememberingEmbedder(HashedWords())

    assert (embedder.name, embedder.dimensions) == ("hashed-words", 64)
