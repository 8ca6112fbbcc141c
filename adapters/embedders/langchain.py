"""Any embeddings of LangChain by name: `openai:text-embedding-3-small`, or a class of your own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..base import Embedder, Parts
from ..errors import TriviumError, Unavailable, UnknownSetting, Upstream, UpstreamTimeout
from ..secrets import redacted
from ..terms import Embedded, Passage
from ._remember import RememberingEmbedder
from ._vendor import as_text, at_once, clean, in_batches, unit_rows

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from ..terms import Matrix, Vector

_TEXTS = 96  # a request; every provider takes so many
_CHARACTERS = 20_000  # of a text: about 5,000 tokens, which most models read
_BULK_TIMEOUT_S = 120.0
# Else OpenAI's counts tokens with a table that it downloads, and sends numbers that the servers
# which only speak its protocol do not read; our texts are short enough.
_AS_TEXT = {"check_embedding_ctx_length": False}
_WITH = {"openai": _AS_TEXT, "azure_openai": _AS_TEXT}
_SHOWN = 200  # characters of what a provider says


class LangChainEmbedder:
    """Embeds with what `named` names; it is imported at the first use, in a thread.

    `dimensions` is 0 until the first vector has come, and stays what that one had.
    """

    def __init__(self, named: str, *, timeout_s: float = 3.0, requests: int = 4) -> None:
        self.name = f"langchain/{named}"
        self.dimensions = 0
        self._named = named
        self._timeout_s = timeout_s
        self._requests = requests
        self._pause = at_once(named)
        self._made: Embeddings | None = None
        self._lock = Lock()

    async def query(self, text: str) -> Vector:
        """Embed a question within `timeout_s`. Raises `Upstream` or `Unavailable`."""
        self._pause.check()
        sent = clean(text, most=_CHARACTERS)
        try:
            row = await self._ask(lambda e: e.aembed_query(sent), self._timeout_s)
        except TriviumError:
            self._pause.failed()
            raise
        self._pause.worked()
        vector: Vector = self._rows([row], 1)[0]
        return vector

    async def passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """Embed heading and text of each; their sentences have no vectors of their own."""
        return await in_batches(passages, self._batch, size=_TEXTS, at_once=self._requests)

    async def _batch(self, passages: Sequence[Passage]) -> Matrix:
        texts = [as_text(passage, most=_CHARACTERS) for passage in passages]
        rows = await self._ask(lambda e: e.aembed_documents(texts), _BULK_TIMEOUT_S)
        return self._rows(rows, len(texts))

    def _rows(self, rows: object, count: int) -> Matrix:
        matrix = unit_rows(rows, count, self.dimensions, self.name)
        self.dimensions = int(matrix.shape[1])
        return matrix

    async def _ask(
        self, call: Callable[[Embeddings], Awaitable[object]], timeout_s: float
    ) -> object:
        try:
            # Importing a provider takes seconds, once: that is not the model being slow.
            embeddings = await asyncio.to_thread(self._embeddings)
            async with asyncio.timeout(timeout_s):
                return await call(embeddings)
        except TimeoutError as error:
            message = f"{self.name} did not answer within {timeout_s:.1f} s."
            raise UpstreamTimeout(message) from error
        except TriviumError:
            raise
        # Every provider raises errors of its own, and none of them may leave this file.
        except Exception as error:  # noqa: BLE001
            said = redacted(f"{type(error).__name__}: {error}")[:_SHOWN]
            raise Upstream(f"{self.name} failed ({said}).") from None

    def _embeddings(self) -> Embeddings:
        with self._lock:
            if self._made is None:
                self._made = _own(self._named) if _is_path(self._named) else _made(self._named)
            return self._made


def _is_path(named: str) -> bool:
    return ":" not in named


def _own(path: str) -> Embeddings:
    """Import a class, a function or an object by its dotted path; the first two are called."""
    module, _, name = path.rpartition(".")
    found: Any = getattr(import_module(module), name)
    made: Embeddings = found() if callable(found) else found
    return made


def _made(named: str) -> Embeddings:
    init_embeddings = import_module("langchain.embeddings").init_embeddings
    try:
        made: Embeddings = init_embeddings(named, **_WITH.get(named.partition(":")[0], {}))
    except ImportError as error:
        raise Unavailable(f"{named} needs a package that is not there: {error}.") from error
    return made


def connect(parts: Parts) -> Embedder:
    """Make it from the member's argument, with a memory for questions; nothing is imported yet.

    Raises `UnknownSetting` without a usable name and `Unavailable` without LangChain.
    """
    options: Mapping[str, Any] = parts.options
    named = str(options.get("model_argument") or "")
    if ":" not in named and "." not in named:
        raise UnknownSetting(
            f"LangChain's embeddings cannot be {named!r}: name them like "
            "TRIVIUM_EMBEDDER=openai:text-embedding-3-small or langchain:package.module.Class."
        )
    needed = named.partition(".")[0] if _is_path(named) else "langchain"
    if find_spec(needed) is None:
        how = "" if _is_path(named) else f": pip install langchain langchain-{named.split(':')[0]}"
        raise Unavailable(f"The embedder {named} needs the package {needed}{how}.")
    return RememberingEmbedder(
        LangChainEmbedder(
            named,
            timeout_s=options["embed_timeout_s"],
            requests=options["embed_requests"],
        )
    )
