"""Embeddings of somebody's own in LangChain's shape, which fail as they are told."""

from __future__ import annotations

import asyncio
from typing import Any

from langchain_core.embeddings import Embeddings

from trivium.adapters.embedders.hashed import HashedWords

DIMENSIONS = 48


class OwnEmbeddings(Embeddings):
    """Adds up a direction for each word, and is not of length 1."""

    def __init__(self) -> None:
        self.rows: Any = None
        self.error: Exception | None = None
        self.wait_s = 0.0
        self.asked: list[int] = []

    async def aembed_documents(self, texts: list[str]) -> Any:
        self.asked.append(len(texts))
        if self.error is not None:
            raise self.error
        await asyncio.sleep(self.wait_s)
        hashed = HashedWords(DIMENSIONS)
        rows = [[5.0 * float(x) for x in await hashed.query(text)] for text in texts]
        return rows if self.rows is None else self.rows

    async def aembed_query(self, text: str) -> Any:
        return (await self.aembed_documents([text]))[0]

    def embed_documents(self, texts: list[str]) -> Any:
        raise NotImplementedError

    def embed_query(self, text: str) -> Any:
        raise NotImplementedError
