"""A chat model of LangChain that says what it is told, in a stream with usage: for tests."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from ..fakes.asked import Asked
from ..fakes.quoting import Quoting
from .marks import NOT_THERE

Says = str | Exception
Script = Callable[[list[BaseMessage]], Says] | Sequence[Says]
_PIECE = re.compile(r"\S*\s+|\S+$")
_ROLES = {"human": "user", "ai": "assistant"}


def quoting(messages: list[BaseMessage]) -> Says:
    """Quote the sentences of the documents that share most words with the question."""
    said = [(_ROLES.get(m.type, m.type), str(m.text)) for m in messages]
    return Quoting(not_there=NOT_THERE)(Asked("", "scripted", said, {})).text


class ScriptedChat(BaseChatModel):
    """Gives the scripted answers in their order, the last again and again, or asks a function.

    An exception is raised. What it was asked is kept in `asked`, and the call's own arguments in
    `given`.
    """

    script: Any = quoting
    finish: str = "stop"
    asked: list[list[BaseMessage]] = Field(default_factory=list[list[BaseMessage]])
    given: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        said = self._next(messages, kwargs)
        message = AIMessage(content=said, usage_metadata=_usage(messages, said))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        said = self._next(messages, kwargs)
        for piece in _PIECE.findall(said):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="",
                usage_metadata=_usage(messages, said),
                response_metadata={"finish_reason": self.finish},
            )
        )

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._stream(messages, **kwargs):
            yield chunk

    async def _agenerate(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> ChatResult:
        return self._generate(messages, **kwargs)

    def _next(self, messages: list[BaseMessage], given: dict[str, Any]) -> str:
        self.asked.append(messages)
        self.given.append({key: value for key, value in given.items() if key != "run_manager"})
        if callable(self.script):
            said = self.script(messages)
        else:
            said = self.script[min(len(self.asked), len(self.script)) - 1]
        if isinstance(said, Exception):
            raise said
        return str(said)


def _usage(messages: list[BaseMessage], said: str) -> Any:
    read = sum(len(str(m.text)) for m in messages) // 4
    return {
        "input_tokens": read,
        "output_tokens": len(said) // 4,
        "total_tokens": read + len(said) // 4,
    }
