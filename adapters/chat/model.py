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
from ..errors import (
    Garbled,
    ModelRefused,
    PromptTooLong,
    RateLimited,
    TriviumError,
    UpstreamTimeout,
)
from ..meter import Meter
from ..price import FREE, Price
from ..terms import Usage
from .call import Call
from .failures import failure
from .layout import sendable_messages, size
from .named import LIKE_OPENAI, Named, named
from .prices import price
from .provider import Turns, pause_of, turns_of
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
        turns: Turns | None = None,
        wait_s: float = 0.0,
    ) -> None:
        self.name = model.name
        self.price = price
        self.named = model
        self.turns = turns or Turns(model.name)
        self._wait_s = wait_s
        self._given_made = made
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, BaseChatModel] = (
            WeakKeyDictionary()
        )
        # What is garbled may be so for one role alone: a model that writes well may know no form.
        self._pause, self._garbled = pause_of(model), Pause(model.name)
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
        whole_s = min(timeout_s, remaining_s(), _LONGEST_S)
        whole_s -= min(_KEPT_S, _KEPT_SHARE * whole_s)
        ends_at = asyncio.get_running_loop().time() + whole_s
        read = self.estimate(messages)
        call = Call.of(self.meter, self.price, read, key=cache_key, max_tokens=max_tokens)
        sent = sendable_messages(messages)
        reading = Reading(self.name, self.named.speaks)
        for last in (False, True):
            await self._patience(ends_at)
            try:
                async with self.turns.turn("answer", min(whole_s, self.named.timeout_s)):
                    pieces = self._pieces(sent, reading, call, ends_at, max_tokens)
                    async with aclosing(pieces):
                        async for piece in pieces:
                            yield piece
                break
            except RateLimited as error:
                if last or reading.wrote or not self._waits(error.wait_s, ends_at):
                    raise
        self.worked()
        yield call.ended(self.used(reading, messages), told=self.tells_usage)

    async def _pieces(
        self,
        sent: list[dict[str, Any]],
        reading: Reading,
        call: Call,
        ends_at: float,
        max_tokens: int,
    ) -> AsyncGenerator[str, None]:
        with self.translated():
            model = await self.ready()
            given = self._given(model, max_tokens, call.key)
            chunks: Any = model.astream(sent, config=QUIET, **given)
            async with aclosing(chunks):
                while (chunk := await self._next(chunks, ends_at)) is not None:
                    call.begins()
                    if text := reading.take(chunk):
                        yield text
            reading.check()

    async def _patience(self, ends_at: float) -> None:
        """Sit out a pause that is short enough. Raises `Unavailable` for a longer one."""
        left_s = self._pause.left_s
        if left_s and self._waits(left_s, ends_at):
            await asyncio.sleep(left_s)
        self.check()

    def _waits(self, seconds: float, ends_at: float) -> bool:
        """Say whether waiting leaves at least as much time for the answer."""
        left_s = ends_at - asyncio.get_running_loop().time()
        return 0 < seconds <= min(self._wait_s, left_s / 2)

    def used(self, reading: Reading, messages: Sequence[Message]) -> Usage:
        """Return what a call used, by the provider, and learn from it how long its tokens are."""
        characters = size(messages)
        told = reading.tokens_in
        self.tells_usage, self.tells_cache = bool(told), reading.tells_cache
        if told and characters >= _LEARNT_FROM:
            self.meter.told(self.name, characters=characters, tokens=told, at=time())
        return reading.usage(self.estimate(messages, reading.wrote), self.price)

    def estimate(self, messages: Sequence[Message], written: int = 0) -> Usage:
        """Estimate a call; `written` counts characters."""
        characters = self.meter.characters(self.name)
        tokens_in, tokens_out = (ceil(n / characters) for n in (size(messages), written))
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

    async def close(self) -> None:
        """Hang up the connections of this event loop; it may be asked again."""
        made = self._made.pop(asyncio.get_running_loop(), None)
        for name in ("root_async_client", "_async_client"):  # OpenAI's and Anthropic's
            if client := getattr(made, name, None):
                await client.close()

    @contextmanager
    def translated(self) -> Generator[None]:
        """Let no provider's error leave, and remember that it failed."""
        try:
            yield
        # Every provider raises errors of its own, and none of them may leave this folder.
        except Exception as error:  # noqa: BLE001
            found = failure(self.name, error, self.named.key)
            self._failed(found)
            raise found from None

    def check(self) -> None:
        """Raise `Unavailable` while the model is left alone."""
        self._garbled.check()
        self._pause.check()

    def worked(self) -> None:
        """Forget earlier failures."""
        self._garbled.worked()
        self._pause.worked()

    def _failed(self, error: TriviumError) -> None:
        if isinstance(error, _OF_THE_QUESTION):
            self._pause.worked()
        elif isinstance(error, Garbled):
            self._garbled.failed()
        else:
            self._pause.failed(error.wait_s if isinstance(error, RateLimited) else 0.0)

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


def chat_model(options: Mapping[str, Any]) -> ChatModel:
    """Make it from the settings; nothing is imported or opened yet.

    Raises `UnknownSetting` without a usable name and `Unavailable` without the packages.
    """
    model = named(options)
    model.check()
    at_once = int(options.get("model_requests") or 0)
    return ChatModel(
        model,
        price=price(model, options),
        meter=options.get("meter"),
        turns=turns_of(model, at_once),
        wait_s=float(options.get("model_wait_s") or 0.0),
    )
