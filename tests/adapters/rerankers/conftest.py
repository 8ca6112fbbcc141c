"""Hits, and Cohere's reranker in front of a server on this machine."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from trivium.adapters._cohere import Cohere
from trivium.adapters.cohere_server import KEY, CohereServer
from trivium.adapters.rerankers.cohere import CohereReranker, Prices
from trivium.adapters.secrets import Secret
from trivium.adapters.terms import Hit, Passage

QUESTION = "How long is annual leave?"
LEAVE = "Ask your manager first. Annual leave is 28 days long. 😀 Lunch is at noon."
TEXTS = ["Lunch is at noon.", LEAVE, "The lease ends in May."]
PRICES = Prices(searches=2.0, tokens=0.05)


def hit(text: str, *, id: str = "", title: str = "") -> Hit:
    passage = Passage(
        id=id or text,
        document_id="d",
        version="",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )
    return Hit(passage=passage, score=1.0)


HITS = [hit(text) for text in TEXTS]


@pytest.fixture
async def cohere(server: CohereServer) -> AsyncGenerator[Cohere]:
    server.fault = ""
    server.asked.clear()
    made = Cohere(Secret(KEY), server.url)
    yield made
    await made.close()


@pytest.fixture
def reranker(cohere: Cohere) -> CohereReranker:
    return CohereReranker(cohere, "rerank-v5.0-pro", prices=PRICES)
