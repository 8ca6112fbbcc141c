"""One chat model: made at its first use, asked in a stream, left alone where it keeps failing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from math import ceil
from time import time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .._pause import Pause
from ..deadline import remaining_s
from ..errors import ModelRefused, PromptTooLong, RateLimited, UpstreamTimeout
from ..meter import Meter
from ..price import FREE, Price
from ..terms import Usage
from .call import Call
from .failures import failure
from .layout import sendable
from .named import LIKE_OPENAI, Named, named
from .prices import price
from .reading import Reading

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Message = Mapping[str, Any]  # {"role": "system" | "user" | "assistant", "content": text or blocks}
# LangGraph shows every model's tokens to whoever streams messages, checked or not, but these.
QUIET: Any = {"tags": ["nostream"]}
# What OpenAI's reasoning models may think, on top of what they may write: both count as output.
_THINKING_TOKENS = 2048
_LONGEST_S = 600.0
# These say nothing of the next question.
_OF_THE_QUESTION = (ModelRefused, PromptTooLong)
# What is kept of the time for whoever takes the place of a model that does not answer.
_KEPT_S, _KEPT_SHARE = 0.5, 0.1
_LEARNT_FROM = 400  # characters of a prompt; less is mostly what the provider puts around it


class ChatModel:
    """Asks a model by LangChain. Every failure is one of Trivium's own, without secrets."""

    def __init__(
        self,
        model: Named,
        *,
        price: Price = FREE,
        made: BaseChatModel | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.name = model.name
        self.price = price
        self.named = model
        self._given_made = made
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, BaseChatModel] = (
            WeakKeyDictionary()
        )
        self._pause = Pause(model.name)
        self.tells_usage = self.tells_cache = False  # known after the first answer
        self.meter = meter or Meter()

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 1024,
        timeout_s: float = _LONGEST_S,
        cache_key: str = "",
    ) -> AsyncGenerator[str | Usage, None]:
        """Yield the text as it comes, then what it used. Closing it hangs up at once.

        `timeout_s` is for the whole; a model that is silent for its own time limit is given up.
        """
        self._pause.check()
        reading = Reading(self.name, self.named.speaks)
        whole_s = min(timeout_s, remaining_s(), _LONGEST_S)
        whole_s -= min(_KEPT_S, _KEPT_SHARE * whole_s)
        ends_at = asyncio.get_running_loop().time() + whole_s
        read = self.estimate(messages)
        call = Call.of(self.meter, self.price, read, key=cache_key, max_tokens=max_tokens)
        with self.translated():
            model = await self.ready()
            given = self._given(model, max_tokens, cache_key)
            sent = [{**m, "content": _sent(m["content"])} for m in messages]
            chunks: Any = model.astream(sent, config=QUIET, **given)
            async with aclosing(chunks):
                while (chunk := await self._next(chunks, ends_at)) is not None:
                    call.begins()
                    if text := reading.take(chunk):
                        yield text
            reading.check()
        self._pause.worked()
        yield call.ended(self.used(reading, messages), told=self.tells_usage)

    def used(self, reading: Reading, messages: Sequence[Message]) -> Usage:
        """Return what a call used, by the provider, and learn from it how long its tokens are."""
        size = _size(messages)
        told = reading.tokens_in
        self.tells_usage, self.tells_cache = bool(told), reading.tells_cache
        if told and size >= _LEARNT_FROM:
            self.meter.told(self.name, characters=size, tokens=told, at=time())
        return reading.usage(self.estimate(messages, reading.wrote), self.price)

    def estimate(self, messages: Sequence[Message], written: int = 0) -> Usage:
        """Estimate a call; `written` counts characters."""
        characters = self.meter.characters(self.name)
        tokens_in, tokens_out = (ceil(n / characters) for n in (_size(messages), written))
        used = Usage(tokens_in=tokens_in, tokens_out=tokens_out, member=self.name)
        return replace(used, cost_usd=self.price.of(used))

    async def ready(self) -> BaseChatModel:
        """Return the model of this event loop; importing a provider's client takes seconds."""
        if self._given_made is not None:
            return self._given_made
        loop = asyncio.get_running_loop()
        if loop not in self._made:
            made = await asyncio.to_thread(self.named.make)
            self._made.setdefault(loop, made)
        return self._made[loop]

    @contextmanager
    def translated(self) -> Generator[None]:
        """Let no provider's error leave, and remember that it failed."""
        try:
            yield
        # Every provider raises errors of its own, and none of them may leave this folder.
        except Exception as error:  # noqa: BLE001
            found = failure(self.name, error)
            if not isinstance(found, _OF_THE_QUESTION):
                self._pause.failed(found.wait_s if isinstance(found, RateLimited) else 0.0)
            raise found from None

    def check(self) -> None:
        """Raise `Unavailable` while the model is left alone."""
        self._pause.check()

    def worked(self) -> None:
        """Forget earlier failures."""
        self._pause.worked()

    async def _next(self, chunks: Any, ends_at: float) -> Any:
        left = ends_at - asyncio.get_running_loop().time()
        silence_s = max(min(left, self.named.timeout_s), 0.0)
        try:
            async with asyncio.timeout(silence_s):
                return await anext(chunks, None)
        except TimeoutError:
            raise UpstreamTimeout(f"{self.name} was silent for {silence_s:.1f} s.") from None

    def _given(self, model: BaseChatModel, max_tokens: int, cache_key: str) -> dict[str, Any]:
        provider = self.named.provider
        if provider in LIKE_OPENAI:
            # These know the field by its older name, and vLLM keeps prefixes apart by a salt.
            salt = {"cache_salt": cache_key} if cache_key and provider == "vllm" else {}
            return {"extra_body": {"max_tokens": max_tokens, **salt}}
        if provider == "anthropic":
            return {"max_tokens": max_tokens}
        if provider not in ("openai", "azure_openai"):
            return {}
        thinks = bool((model.profile or {}).get("reasoning_output"))
        most = max_tokens + (min(_THINKING_TOKENS, 2 * max_tokens) if thinks else 0)
        return {"max_tokens": most} | ({"prompt_cache_key": cache_key} if cache_key else {})


def _size(messages: Sequence[Message]) -> int:
    parts = (m["content"] for m in messages)
    return sum(len(p) if isinstance(p, str) else sum(len(b["text"]) for b in p) for p in parts)


def _sent(content: Any) -> Any:
    if isinstance(content, str):
        return sendable(content)
    return [{**block, "text": sendable(block["text"])} for block in content]


def chat_model(options: Mapping[str, Any]) -> ChatModel:
    """Make it from the settings; nothing is imported or opened yet.

    Raises `UnknownSetting` without a usable name and `Unavailable` without the packages.
    """
    model = named(options)
    model.check()
    return ChatModel(model, price=price(model, options), meter=options.get("meter"))
