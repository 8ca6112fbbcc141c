"""The settings of conversations: how much of one goes on with it."""

from __future__ import annotations

from dataclasses import dataclass

from .settings_values import setting


@dataclass(frozen=True, kw_only=True)
class Conversations:
    """What a follow-up may refer to; what was said before stays in the receipts."""

    history_turns: int = setting(
        20,
        "How many earlier questions, with their answers, a conversation goes on with; older ones "
        "stay in its receipts.",
        section="Conversations",
        least=1,
        most=1_000,
    )
    history_chars: int = setting(
        40_000,
        "How many characters these have together at most; the last question and answer stay "
        "however long they are.",
        least=1,
    )
