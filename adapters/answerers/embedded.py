"""The answerer that needs no model: it picks, orders and cites sentences, and writes none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING

from ..base import Embedder, Parts, Store
from ..errors import TriviumError
from ..terms import Ask, Embedded, NoAnswer, Usage
from ._compare import compare
from ._direct import direct
from ._extract import extract
from ._look_up import look_up
from ._quote import Quote, written

if TYPE_CHECKING:
    from ..terms import Vector

_LONGEST = 8000  # characters of a question that its words are taken from
NOT_THERE = "The documents do not hold an answer to this."


class Extractive:
    """Quotes from the passages, by the sentence vectors of the store and by words.

    Without a store or an embedder, or where vectors are not in yet, it goes by words alone.
    """

    name = "embedded"
    local = True
    # It quotes one to three sentences, and finds them in the best passages or not at all.
    reads_tokens = 2_000

    def __init__(self, store: Store | None = None, embedder: Embedder | None = None) -> None:
        self._store = store
        self._embedder = embedder

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        """Yield one sentence after the other with its marker, or NoAnswer; then a Usage of 0."""
        if ask.shape == "none":
            yield direct(ask.question)
        else:
            vector, known = await self._vectors(ask)
            quotes = await asyncio.to_thread(_quotes, ask, vector, known)
            for piece in written(quotes, ask.max_tokens):
                yield piece
            if not quotes and not ask.kept:
                yield NoAnswer(reason=NOT_THERE)
        yield Usage(member=self.name)

    async def _vectors(self, ask: Ask) -> tuple[Vector | None, Mapping[str, Embedded]]:
        if self._store is None or self._embedder is None or not ask.passages:
            return None, {}
        try:
            vector = await self._embedder.query(ask.question)
            ids = [passage.id for passage in ask.passages]
            return vector, await self._store.sentences(ask.scope, ids)
        except TriviumError:
            return None, {}


def _quotes(ask: Ask, vector: Vector | None, known: Mapping[str, Embedded]) -> list[Quote]:
    question = " ".join(ask.question[:_LONGEST].split())
    if ask.shape == "whole":
        return extract(ask.passages, vector, known, kept=ask.kept)
    answering = compare if ask.shape == "compare" else look_up
    return answering(question, ask.passages, vector, known, kept=ask.kept)


def connect(parts: Parts) -> Extractive:
    """Make the answerer; its small models are read at the first question."""
    return Extractive(parts.store, parts.embedder)
