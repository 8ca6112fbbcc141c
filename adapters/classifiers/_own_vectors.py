"""A classifier that keeps its own encoder when the documents' vectors come from somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base import Classifier, Embedder
from ..errors import TriviumError
from ..terms import Decision, Setting

if TYPE_CHECKING:
    from ..terms import Vector


class OwnVectors:
    """Embeds the question again, with the encoder that the classifier learned with.

    A vendor's embedder would be asked for more than a thousand examples at the first question.
    """

    def __init__(self, classifier: Classifier, encoder: Embedder) -> None:
        self.name = classifier.name
        self._classifier = classifier
        self._encoder = encoder

    async def classify(
        self, question: str, setting: Setting, *, vector: Vector | None = None
    ) -> Decision:
        """Choose with a vector of the own encoder instead of `vector`; by words if it fails."""
        try:
            own = await self._encoder.query(question)
        except TriviumError:
            own = None
        return await self._classifier.classify(question, setting, vector=own)

    async def close(self) -> None:
        """Close the classifier, if it holds something open."""
        if hasattr(self._classifier, "close"):
            await self._classifier.close()

    async def probe(self) -> str:
        """Say what the classifier's own probe finds; empty where it has none."""
        probe = getattr(self._classifier, "probe", None)
        return await probe() if probe else ""
