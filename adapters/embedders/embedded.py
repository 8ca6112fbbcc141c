"""all-MiniLM-L6-v2 in 8 bits, shipped in the package: no key, no network, no GPU."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ..base import Embedder, Parts
from ..sentences import sentence_spans
from ..terms import Embedded, Passage
from ._encoder import Encoder, batches
from ._pool import Span, as_bytes, pool, token_spans
from ._remember import RememberingEmbedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Encoding

    from ..terms import Vector

_FOLDER = Path(__file__).parent / "minilm"
# Rows x tokens of a batch: small enough for the processor's cache, which is faster than more rows.
BATCH_TOKENS = 1024
# A path of headings longer than this would push the passage itself out of the model's limit.
_HEADING_CHARACTERS = 200


class MiniLM:
    """Embeds with onnxruntime in threads of its own; the model is loaded at the first use.

    `threads` work on passages, each on a batch of its own: two on one text would spend a quarter of
    their time waiting for each other. A question does not wait for the passages before it.
    """

    name = "all-MiniLM-L6-v2/int8"
    local = True
    dimensions = 384

    def __init__(self, folder: Path = _FOLDER, *, threads: int = 2) -> None:
        self._folder = folder
        self._encoder: Encoder | None = None
        self._lock = Lock()
        self._questions = ThreadPoolExecutor(2, "trivium-embed-question")
        self._bulk = ThreadPoolExecutor(threads, "trivium-embed-passages")

    async def query(self, text: str) -> Vector:
        """Embed a question; what is behind 256 tokens is cut."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._questions, self.embed, text)

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """Embed heading and text in one pass; the sentences' vectors come from the same pass.

        A sentence that lies wholly behind 256 tokens has a row of zeros. What a model wrote about
        a passage would push its end out, so it is read in a pass of its own: half of the vector.
        """
        plain = await self._passages(passages, situated=False)
        told = [place for place, passage in enumerate(passages) if passage.about]
        again = await self._passages([passages[place] for place in told], situated=True)
        for place, other in zip(told, again, strict=True):
            plain[place] = replace(plain[place], vector=_between(plain[place].vector, other.vector))
        return plain

    async def _passages(self, passages: Sequence[Passage], *, situated: bool) -> list[Embedded]:
        loop = asyncio.get_running_loop()
        leads = [_lead(passage, situated=situated) for passage in passages]
        encodings = await loop.run_in_executor(self._bulk, self._tokenise, passages, leads)
        lengths = [len(encoding.ids) for encoding in encodings]
        rows = list(batches(lengths, limit=BATCH_TOKENS))
        work = [[(passages[row], leads[row], encodings[row]) for row in batch] for batch in rows]
        run = (loop.run_in_executor(self._bulk, self._embed_batch, batch) for batch in work)
        embedded = await asyncio.gather(*run)
        done = dict(zip(chain(*rows), chain(*embedded), strict=True))
        return [done[row] for row in range(len(passages))]

    async def tokens(
        self, texts: Sequence[str]
    ) -> list[tuple[Sequence[Span], NDArray[np.float32]]]:
        """Return each text's tokens: their offsets, and their vectors at length 1."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._questions, self._embed_tokens, texts)

    def _load(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = Encoder(self._folder)
            return self._encoder

    def embed(self, text: str) -> Vector:
        """Do what `query` does, in the thread that asks."""
        encoder = self._load()
        encoding = encoder.tokenise(text)
        vector: Vector = pool(encoder.run([encoding]), [[(0, len(encoding.ids))]])[0][0]
        return vector

    def _embed_tokens(
        self, texts: Sequence[str]
    ) -> list[tuple[Sequence[Span], NDArray[np.float32]]]:
        import numpy as np

        encoder = self._load()
        found: list[tuple[Sequence[Span], NDArray[np.float32]]] = []
        for encoding in map(encoder.tokenise, texts):
            # One by one: padding to the longest would cost more than the calls.
            vectors = encoder.run([encoding])[0][1:-1]
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            found.append((encoding.offsets[1:-1], vectors / np.maximum(lengths, 1e-6)))
        return found

    def _tokenise(self, passages: Sequence[Passage], leads: Sequence[str]) -> list[Encoding]:
        encoder = self._load()
        pairs = zip(passages, leads, strict=True)
        return [encoder.tokenise(lead + passage.text) for passage, lead in pairs]

    def _embed_batch(self, batch: Sequence[tuple[Passage, str, Encoding]]) -> list[Embedded]:
        vectors = self._load().run([encoding for _, _, encoding in batch])
        spans = [_spans(*row) for row in batch]
        return [
            # A copy, so that a kept vector does not hold the whole batch in memory.
            Embedded(id=passage.id, vector=pooled[0].copy(), sentences=as_bytes(pooled[1:]))
            for (passage, *_), pooled in zip(batch, pool(vectors, spans), strict=True)
        ]


def _lead(passage: Passage, *, situated: bool) -> str:
    return (passage if situated else replace(passage, about="")).lead(_HEADING_CHARACTERS)


def _between(one: Vector, other: Vector) -> Vector:
    import numpy as np

    both: Vector = one + other
    scaled: Vector = both / np.linalg.norm(both)
    return scaled


def _spans(passage: Passage, before: str, encoding: Encoding) -> list[Span]:
    """Return the tokens of the whole passage first, then those of each sentence."""
    lead = len(before)
    sentences = [(start + lead, end + lead) for start, end in sentence_spans(passage.text)]
    return [(0, len(encoding.ids)), *token_spans(encoding.offsets, sentences)]


class RememberingMiniLM(RememberingEmbedder):
    """Remembers questions, and gives the vectors of tokens unremembered."""

    def __init__(self, model: MiniLM) -> None:
        super().__init__(model)
        self.tokens = model.tokens


def connect(parts: Parts) -> Embedder:
    """Make the embedder, with a memory for questions; nothing is loaded yet."""
    return RememberingMiniLM(MiniLM())
