"""The embedded answerer over a small library's papers, with the shipped encoder."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from trivium.adapters.answerers.embedded import Extractive
from trivium.adapters.base import Embedder, Parts
from trivium.adapters.embedders import embedded
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Ask, NoAnswer, Passage, Query, Scope, Shape, Usage

from .making import papers

Answering = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return embedded.connect(Parts(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def store(embedder: Embedder) -> MemoryStore:
    made = MemoryStore()

    async def fill() -> None:
        for document, text, passages in papers():
            await made.put(document, text, passages)
            await made.attach(await embedder.passages(passages), origin=embedder.name)

    asyncio.run(fill())
    return made


@pytest.fixture
def library(store: MemoryStore, embedder: Embedder) -> Answering:
    """Search the papers for a question and answer it from the best eight passages."""

    async def answer(question: str) -> str:
        query = Query(text=question, vector=await embedder.query(question))
        hits = await store.search(query, Scope(), limit=8)
        passages = tuple(hit.passage for hit in hits)
        return await said(Extractive(store, embedder), question, passages)

    return answer


async def said(
    answerer: Extractive,
    question: str,
    passages: tuple[Passage, ...],
    *,
    shape: Shape = "look_up",
    kept: str = "",
) -> str:
    """Return the answer's text; that of a NoAnswer in brackets."""
    text = ""
    ask = Ask(question=question, passages=passages, shape=shape, kept=kept)
    async for piece in answerer.answer(ask):
        if isinstance(piece, NoAnswer):
            text += f"({piece.reason})"
        elif not isinstance(piece, Usage):
            text += piece
    return text
