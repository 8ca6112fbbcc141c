"""Any chat model of LangChain as the answerer: it writes from the documents, and cites them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from ..asides import did_without
from ..base import Answerer, Parts
from ..chat.asking import messages, plain_messages
from ..chat.layout import Layout, prefix_key
from ..chat.marks import NOT_THERE, Loops, Marks
from ..chat.model import ChatModel, chat_model
from ..chat.probing import probe_stream
from ..chat.prompts import prompt
from ..terms import Ask, Contract, NoAnswer, Usage, tokens
from ._direct import small_talk
from ._formed import FormedAnswerer

NOTHING_GIVEN = "There are no documents to answer this from."


class ChatAnswerer:
    """Asks the model once an attempt, in a stream; small talk costs no call.

    A `tuned` model gets the asker's words as they are, unless it is given documents.
    """

    reads_tokens = 0  # its window

    def __init__(self, model: ChatModel, *, tuned: bool = False) -> None:
        self.name = model.name
        self.price = model.price
        self._model = model
        self._tuned = tuned

    @property
    def frame_tokens(self) -> int:
        """The tokens that stand around the documents and the question."""
        rules = prompt("answer", collection=16 * "0", marker=NOT_THERE)
        return tokens(rules + prompt("question", question=""))

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        """Yield the answer as it is written, or NoAnswer, then the provider's own usage."""
        if ask.shape == "none":
            said = None if self._tuned else small_talk(ask.question)
            if said is not None:
                yield said
                yield Usage(member=self.name)
                return
            pieces = self._plain(ask)
        elif not ask.passages:
            yield NoAnswer(reason=NOTHING_GIVEN)
            yield Usage(member=self.name)
            return
        else:
            pieces = self._from_documents(ask)
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    async def close(self) -> None:
        """Hang up."""
        await self._model.close()

    async def probe(self) -> str:
        """Make one tiny call, and say what was found. Raises what a model's failure is."""
        return await probe_stream(self._model)

    def _plain(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        return self._model.stream(
            plain_messages(ask), max_tokens=ask.max_tokens, timeout_s=ask.timeout_s
        )

    async def _from_documents(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        layout = Layout.of(ask)
        marks, loops, usage = Marks(layout.numbers), Loops(), Usage(member=self.name)
        # Anthropic takes a quarter more for what is marked: only where the next one reads it again.
        marked = bool(ask.index_version) and self._model.named.speaks == "anthropic"
        asked = messages(ask, layout, marked=marked)
        written = 0
        stream = self._model.stream(
            asked,
            max_tokens=ask.max_tokens,
            timeout_s=ask.timeout_s,
            cache_key=prefix_key(ask),
        )
        async with aclosing(stream):
            async for piece in stream:
                if isinstance(piece, Usage):
                    usage = piece
                    continue
                if text := marks.feed(piece):
                    yield text
                written += len(piece)
                if loops(piece):
                    did_without("model_looped")
                    usage = self._model.estimate(asked, written)
                    break
        if text := marks.flush():
            yield text
        if marks.refused and not ask.kept:
            yield NoAnswer(reason=marks.refused)
        yield usage


def connect(parts: Parts) -> Answerer:
    """Make it from the settings; nothing is imported or opened yet."""
    options: Mapping[str, Any] = parts.options
    contract, model = options.get("contract"), chat_model(options)
    if isinstance(contract, Contract) and contract.schema is not None:
        return FormedAnswerer(model, contract.schema)
    return ChatAnswerer(model, tuned=isinstance(contract, Contract))
