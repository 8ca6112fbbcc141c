"""The contextualiser that needs nothing: the title and headings do."""

from __future__ import annotations

from ..base import Parts
from ..terms import Passage, Situated


class Headings:
    """Adds nothing: title and headings are searched with every passage in any case."""

    name = "embedded"
    local = True

    async def situate(self, text: str, passage: Passage) -> Situated:
        """Return no text."""
        return Situated()

    async def stored(self, document_id: str) -> None:
        """Nothing was kept."""

    async def close(self) -> None:
        """Nothing to let go of."""


def connect(parts: Parts) -> Headings:
    """Make it."""
    return Headings()
