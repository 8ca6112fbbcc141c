"""The settings of what a model writes about passages."""

from __future__ import annotations

from dataclasses import dataclass

from .settings_values import setting


@dataclass(frozen=True, kw_only=True)
class Contexts:
    """Who writes where a passage stands in its document, and how fast."""

    contextualiser: str = setting(
        "embedded",
        "Writes where a passage stands in its document, to be searched with it: `embedded` leaves "
        "it at title and headings; `chat` asks `model`, or name another: `openai:gpt-5-nano`. What "
        "is ingested then has contexts without `--contextual`, uploads too.",
        section="Contexts of passages",
    )
    contextual_requests: int = setting(
        4, "How many contexts are asked for at a time.", least=1, most=64
    )
