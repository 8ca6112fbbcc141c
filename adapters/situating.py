"""What a contextualiser must do."""

from __future__ import annotations

from typing import Protocol

from .terms import Passage, Situated


class Contextualiser(Protocol):
    """Writes where a passage stands in its document, which is searched with the passage."""

    name: str

    async def situate(self, text: str, passage: Passage) -> Situated:
        """Return a sentence or two. `text` is the document, or the part around the passage.

        The passages of one document come with the same `text`, so that a model's cache serves them.
        """

    async def stored(self, document_id: str) -> None:
        """Take note that what was written is stored with this document, and need not be kept."""

    async def close(self) -> None:
        """Let go of files and connections."""
