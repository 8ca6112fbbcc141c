"""Any chat model of LangChain: it reads the document and says where the passage stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from ..base import Contextualiser, Parts
from ..chat.layout import sendable, within
from ..chat.model import ChatModel, chat_model
from ..chat.prompts import prompt
from ..errors import Garbled
from ..terms import Passage, Scope, Situated, Usage, digest
from ..visible import visible
from ._kept import KeepingContextualiser

_MOST_TOKENS = 200  # fifty words in any script
_LONGEST = 400  # characters; what is behind them would push the passage itself out of an encoder
_TIMEOUT_S = 60.0


class ChatContextualiser:
    """Asks once a passage; all prompts of a document begin with the same bytes."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self.price = model.price
        self._model = model

    async def situate(self, text: str, passage: Passage) -> Situated:
        """Write the place. Raises what a model's failure is, `Garbled` where nothing is left."""
        said, usage = "", Usage(member=self.name)
        stream = self._model.stream(
            self._messages(text, passage),
            max_tokens=_MOST_TOKENS,
            timeout_s=_TIMEOUT_S,
            cache_key=digest(f"{_collection(passage)} {passage.document_id}")[:16],
        )
        async with aclosing(stream):
            async for piece in stream:
                if isinstance(piece, Usage):
                    usage = piece
                else:
                    said += piece
        if about := _short(visible(said)):
            return Situated(text=about, usage=usage)
        raise Garbled(f"{self.name} wrote nothing about a passage.")

    async def stored(self, document_id: str) -> None:
        """Nothing was kept."""

    async def close(self) -> None:
        """Nothing to let go of."""

    def _messages(self, text: str, passage: Passage) -> list[dict[str, Any]]:
        system = prompt("contextualise", collection=_collection(passage))
        title = within(passage.title).replace('"', "'")
        blocks: list[dict[str, Any]] = [
            {
                "type": "text",
                "text": f'<document title="{title}">\n{within(text)}\n</document>\n\n',
            },
            {"type": "text", "text": f"<passage>\n{within(passage.text)}\n</passage>"},
        ]
        content: Any = "".join(block["text"] for block in blocks)
        if self._model.named.speaks == "anthropic":
            blocks[0]["cache_control"] = {"type": "ephemeral"}
            content = blocks
        return [{"role": "system", "content": system}, {"role": "user", "content": content}]


def _collection(passage: Passage) -> str:
    """Name who may read the document: prompts of two scopes share not even their beginning."""
    return digest(Scope(tenant=passage.tenant, groups=passage.groups).key)[:16]


def _short(said: str) -> str:
    """Return it in one line, ended behind the last sentence that fits."""
    text = " ".join(sendable(said).split())
    if len(text) <= _LONGEST:
        return text
    cut = text[:_LONGEST]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "。"))
    return cut[: end + 1] if end > 0 else cut.rpartition(" ")[0] or cut


def connect(parts: Parts) -> Contextualiser:
    """Make it from the settings; nothing is imported or opened yet."""
    options: Mapping[str, Any] = parts.options
    return KeepingContextualiser(ChatContextualiser(chat_model(options)), parts.home)
