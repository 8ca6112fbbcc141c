"""Cohere's embeddings through its SDK."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._cohere import Cohere, from_options
from ..base import Embedder, Parts
from ..terms import Embedded, Passage
from ._remember import RememberingEmbedder
from ._vendor import as_text, at_once, clean, in_batches, unit_rows

if TYPE_CHECKING:
    from ..terms import Matrix, Vector

_MODEL = "embed-v4.0"
_TEXTS = 96  # the most that Cohere takes in a request
_CHARACTERS = 20_000  # of a text; the model cuts at its own limit, and longer ones only cost time
_BULK_TIMEOUT_S, _BULK_RETRIES = 120.0, 4  # nobody waits for passages within a budget


class CohereEmbedder:
    """Embeds questions and passages each in their own way, as the model was trained.

    A question is asked for once, within `timeout_s`; passages wait out a rate limit, and go
    through `bulk` so that their failures are no reason to leave questions alone.
    """

    def __init__(
        self,
        cohere: Cohere,
        bulk: Cohere,
        model: str = _MODEL,
        *,
        dimensions: int = 1024,
        timeout_s: float = 3.0,
        requests: int = 4,
    ) -> None:
        self.name = f"cohere/{model}/{dimensions}"
        self.dimensions = dimensions
        self._questions, self._bulk = cohere, bulk
        self._model = model
        self._timeout_s = timeout_s
        self._requests = requests

    async def query(self, text: str) -> Vector:
        """Embed a question. Raises `Upstream` or `Unavailable`."""
        sent = [clean(text, most=_CHARACTERS)]
        asked = self._asked(sent, "search_query")
        answer = await self._questions.ask(_call(asked), timeout_s=self._timeout_s)
        vector: Vector = self._rows(answer, 1)[0]
        return vector

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """Embed heading and text of each; their sentences have no vectors of their own."""
        return await in_batches(passages, self._batch, size=_TEXTS, at_once=self._requests)

    async def close(self) -> None:
        """Close the connections."""
        await self._questions.close()
        await self._bulk.close()

    async def _batch(self, passages: Sequence[Passage]) -> Matrix:
        texts = [as_text(passage, most=_CHARACTERS) for passage in passages]
        asked = _call(self._asked(texts, "search_document"))
        answer = await self._bulk.ask(asked, timeout_s=_BULK_TIMEOUT_S, retries=_BULK_RETRIES)
        return self._rows(answer, len(texts))

    def _asked(self, texts: list[str], kind: str) -> dict[str, Any]:
        return {
            "model": self._model,
            "texts": texts,
            "input_type": kind,
            "embedding_types": ["float"],
            "output_dimension": self.dimensions,
            "truncate": "END",
        }

    def _rows(self, answer: object, count: int) -> Matrix:
        rows = getattr(getattr(answer, "embeddings", None), "float_", None)
        return unit_rows(rows, count, self.dimensions, "Cohere")


def _call(asked: dict[str, Any]) -> Callable[[Any, Any], Awaitable[Any]]:
    return lambda client, options: client.embed(**asked, request_options=options)


def connect(parts: Parts) -> Embedder:
    """Make it from the settings, with a memory for questions; nothing is opened yet."""
    options: Mapping[str, Any] = parts.options
    return RememberingEmbedder(
        CohereEmbedder(
            from_options(options, pause=at_once("Cohere")),
            from_options(options),
            str(options.get("model_argument") or _MODEL),
            dimensions=options["embed_dimensions"],
            timeout_s=options["embed_timeout_s"],
            requests=options["embed_requests"],
        )
    )
