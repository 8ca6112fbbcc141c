"""An embedder without a model, for tests: texts that share words are near, and that is all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..base import Embedder, Parts
from ..sentences import sentences
from ..terms import Embedded, Passage
from ._pool import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..terms import Vector

_WORD = re.compile(r"\w+")


class HashedWords:
    """Adds up a fixed random direction for each word: instant, and the same on every machine."""

    name = "hashed-words"
    local = True

    def __init__(self, dimensions: int = 64) -> None:
        self.dimensions = dimensions

    async def query(self, text: str) -> Vector:
        """Embed a question; a text without words has the direction of no word."""
        return self._embed(text)

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """Embed heading and text, and each sentence by itself."""
        return [self._passage(passage) for passage in passages]

    def _passage(self, passage: Passage) -> Embedded:
        import numpy as np

        rows = [self._embed(sentence) for sentence in sentences(passage.text)]
        matrix = np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)
        vector = self._embed(f"{passage.lead()}\n{passage.text}")
        return Embedded(id=passage.id, vector=vector, sentences=as_bytes(matrix))

    def _embed(self, text: str) -> Vector:
        import numpy as np

        words = Counter(_WORD.findall(text.lower()) or [""])
        vector = np.sum([n * self._direction(word) for word, n in words.items()], axis=0)
        scaled: Vector = vector / np.linalg.norm(vector)
        return scaled

    def _direction(self, word: str) -> NDArray[np.float32]:
        import numpy as np

        seed = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        values = np.random.default_rng(int.from_bytes(seed)).standard_normal(self.dimensions)
        return values.astype(np.float32)


def connect(parts: Parts) -> Embedder:
    """Make the embedder; it keeps nothing."""
    return HashedWords()
