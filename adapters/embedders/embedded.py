"""all-MiniLM-L6-v2 in 8 bits, shipped in the package: no key, no network, no GPU."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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

    `threads` work on one text or batch. A question does not wait for the passages before it.
    """

    name = "all-MiniLM-L6-v2/int8"
    local = True
    dimensions = 384

    def __init__(self, folder: Path = _FOLDER, *, threads: int = 2) -> None:
        self._folder = folder
        self._threads = threads
        self._encoder: Encoder | None = None
        self._lock = Lock()
        self._questions = ThreadPoolExecutor(2, "trivium-embed-question")
        self._bulk = ThreadPoolExecutor(1, "trivium-embed-passages")

    async def query(self, text: str) -> Vector:
        """Embed a question; what is behind 256 tokens is cut."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._questions, self.embed, text)

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """Embed heading and text in one pass; the sentences' vectors come from the same pass.

        A sentence that lies wholly behind 256 tokens has a row of zeros.
        """
        loop = asyncio.get_running_loop()
        encodings = await loop.run_in_executor(self._bulk, self._tokenise, passages)
        done: dict[int, Embedded] = {}
        lengths = [len(encoding.ids) for encoding in encodings]
        for rows in batches(lengths, limit=BATCH_TOKENS):
            batch = [passages[row] for row in rows], [encodings[row] for row in rows]
            embedded = await loop.run_in_executor(self._bulk, self._embed_batch, *batch)
            done.update(zip(rows, embedded, strict=True))
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
                self._encoder = Encoder(self._folder, threads=self._threads)
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

    def _tokenise(self, passages: Sequence[Passage]) -> list[Encoding]:
        encoder = self._load()
        return [encoder.tokenise(_heading(passage) + passage.text) for passage in passages]

    def _embed_batch(
        self, passages: Sequence[Passage], encodings: Sequence[Encoding]
    ) -> list[Embedded]:
        vectors = self._load().run(encodings)
        spans = [_spans(*pair) for pair in zip(passages, encodings, strict=True)]
        return [
            # A copy, so that a kept vector does not hold the whole batch in memory.
            Embedded(id=passage.id, vector=pooled[0].copy(), sentences=as_bytes(pooled[1:]))
            for passage, pooled in zip(passages, pool(vectors, spans), strict=True)
        ]


def _heading(passage: Passage) -> str:
    heading = passage.heading[:_HEADING_CHARACTERS]
    return f"{heading}\n" if heading else ""


def _spans(passage: Passage, encoding: Encoding) -> list[Span]:
    """Return the tokens of the whole passage first, then those of each sentence."""
    lead = len(_heading(passage))
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
