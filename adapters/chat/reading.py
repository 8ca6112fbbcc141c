"""What comes back from a model: text, why it ended, and what it used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import Garbled, ModelRefused
from ..price import Price
from ..terms import Usage

_REFUSED = ("refusal", "content_filter", "content_filtered", "guardrail_intervened", "safety")
_FULL = ("length", "max_tokens", "model_context_window_exceeded", "max_output_tokens")
# These always say why they ended: one that does not was cut off on the way.
_SAYS_WHY = ("openai", "azure_openai", "anthropic")


def text_of(message: Any) -> str:
    """Return the text of a message or a chunk, without a model's thoughts."""
    content = message.content
    if isinstance(content, str):
        return content
    parts = (block for block in content if isinstance(block, Mapping))
    return "".join(str(part.get("text") or "") for part in parts if part.get("type") == "text")


class Reading:
    """Adds up the chunks of one answer."""

    def __init__(self, name: str, speaks: str) -> None:
        self._name, self._speaks = name, speaks
        self._why = ""
        self._refusal = ""
        self.wrote = 0
        self._used: list[Mapping[str, Any]] = []

    def take(self, chunk: Any) -> str:
        """Note what a chunk tells, and return its text."""
        told = chunk.response_metadata
        self._why = str(
            told.get("finish_reason") or told.get("stop_reason") or told.get("stopReason")
            or told.get("status") or self._why
        ).lower()  # fmt: skip
        self._refusal += str(chunk.additional_kwargs.get("refusal") or "")
        if chunk.usage_metadata:
            self._used.append(chunk.usage_metadata)
        text = text_of(chunk)
        self.wrote += len(text)
        return text

    def check(self, *, empty_is_fine: bool = False) -> None:
        """Raise what an answer that ended like this is. Raises `Upstream`."""
        if self._refusal or self._why in _REFUSED:
            raise ModelRefused(f"{self._name} refused to answer ({self._why or 'refusal'}).")
        if not self._why and self._speaks in _SAYS_WHY:
            raise Garbled(f"The answer of {self._name} was cut off on its way.")
        if self.wrote or empty_is_fine:
            return
        if self._why in _FULL:
            raise Garbled(
                f"{self._name} used all its tokens before it wrote anything: let it think less, "
                "with TRIVIUM_MODEL_OPTIONS=reasoning_effort=low."
            )
        raise Garbled(f"The answer of {self._name} is empty.")

    @property
    def tokens_in(self) -> int:
        """The tokens read, as the provider counts them; 0 where it does not tell."""
        return _count(self._used, "input_tokens")

    @property
    def tells_cache(self) -> bool:
        """Whether the provider says what came from a cache, be it nothing."""
        return any("cache_read" in (each.get("input_token_details") or {}) for each in self._used)

    def usage(self, estimated: Usage, price: Price) -> Usage:
        """Return what the provider says was used, or what was estimated where it does not tell."""
        read = self.tokens_in or estimated.tokens_in
        used = Usage(
            tokens_in=read,
            tokens_out=_count(self._used, "output_tokens") or estimated.tokens_out,
            cached_tokens=min(_detail(self._used, "cache_read"), read),
            member=self._name,
            tells_cache=self.tells_cache,
        )
        # Anthropic takes a quarter more for what it puts into its cache.
        kept_usd = price.read * _detail(self._used, "cache_creation") / 4e6
        return replace(used, cost_usd=price.of(used) + kept_usd)


def _count(used: list[Mapping[str, Any]], name: str) -> int:
    return sum(_whole(each.get(name)) for each in used)


def _detail(used: list[Mapping[str, Any]], name: str) -> int:
    return sum(_whole((each.get("input_token_details") or {}).get(name)) for each in used)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
