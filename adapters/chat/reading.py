"""What comes back from a model: text, why it ended, and what it used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Garbled, ModelRefused
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
        self._wrote = 0
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
        self._wrote += len(text)
        return text

    def check(self, *, empty_is_fine: bool = False) -> None:
        """Raise what an answer that ended like this is. Raises `Upstream`."""
        if self._refusal or self._why in _REFUSED:
            raise ModelRefused(f"{self._name} refused to answer ({self._why or 'refusal'}).")
        if not self._why and self._speaks in _SAYS_WHY:
            raise Garbled(f"The answer of {self._name} was cut off on its way.")
        if self._wrote or empty_is_fine:
            return
        if self._why in _FULL:
            raise Garbled(
                f"{self._name} used all its tokens before it wrote anything: let it think less, "
                "with TRIVIUM_MODEL_OPTIONS=reasoning_effort=low."
            )
        raise Garbled(f"The answer of {self._name} is empty.")

    def usage(self, asked: str, price: Any) -> Usage:
        """Return what was used, by the provider; estimated where it does not tell."""
        total = _count(self._used, "input_tokens") or (len(asked) + 3) // 4
        used = Usage(
            tokens_in=total,
            tokens_out=_count(self._used, "output_tokens") or (self._wrote + 3) // 4,
            cached_tokens=min(_detail(self._used, "cache_read"), total),
            member=self._name,
        )
        return Usage(
            tokens_in=used.tokens_in,
            tokens_out=used.tokens_out,
            cached_tokens=used.cached_tokens,
            # Anthropic takes a quarter more for what it puts into its cache.
            cost_usd=price.of(used) + price.read * _detail(self._used, "cache_creation") / 4e6,
            member=self._name,
        )


def _count(used: list[Mapping[str, Any]], name: str) -> int:
    return sum(_whole(each.get(name)) for each in used)


def _detail(used: list[Mapping[str, Any]], name: str) -> int:
    return sum(_whole((each.get("input_token_details") or {}).get(name)) for each in used)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
