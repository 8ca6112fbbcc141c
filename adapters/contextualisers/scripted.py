"""A contextualiser that says what it is told: for tests."""

from __future__ import annotations

from collections.abc import Callable

from ..base import Parts
from ..price import FREE, Price
from ..terms import Passage, Situated, Usage, tokens

Says = Callable[[str, Passage], str | Exception]


def _ordinal(text: str, passage: Passage) -> str:
    return f"Passage {passage.ordinal + 1} of {passage.title}."


class ScriptedContextualiser:
    """Gives what `says` returns, or raises it; keeps the passages it was asked about."""

    name = "scripted"

    def __init__(self, says: Says = _ordinal, *, price: Price = FREE) -> None:
        self.price = price
        self.says = says
        self.asked: list[Passage] = []

    async def situate(self, text: str, passage: Passage) -> Situated:
        """Return the next text, at four characters a token."""
        self.asked.append(passage)
        said = self.says(text, passage)
        if isinstance(said, Exception):
            raise said
        used = Usage(tokens_in=tokens(text), tokens_out=tokens(said), member=self.name)
        return Situated(text=said, usage=used)

    async def stored(self, document_id: str) -> None:
        """Nothing was kept."""

    async def close(self) -> None:
        """Nothing to let go of."""


def connect(parts: Parts) -> ScriptedContextualiser:
    """Make one that counts the passages of a document."""
    return ScriptedContextualiser()
