"""The messages of a question: what stays the same first, the question last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..terms import Ask, Turn
from .layout import Layout, collection
from .marks import NOT_THERE
from .prompts import prompt

_TURNS, _TURN_CHARACTERS = 6, 4000  # of the conversation: enough for what a question refers to


def messages(ask: Ask, layout: Layout, *, marked: bool = False) -> list[dict[str, Any]]:
    """Write the prompt; `marked` tells Anthropic where the part that is shared ends."""
    system = prompt("answer", collection=collection(ask), marker=NOT_THERE)
    said = [*_turns(ask.history), {"role": "user", "content": _question(ask)}]
    first, *rest = said
    text = f"{layout.text}\n\n"
    if not marked:
        return [_system(system), {"role": "user", "content": text + first["content"]}, *rest]
    blocks = [
        {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": first["content"]},
    ]
    return [_system(system), {"role": "user", "content": blocks}, *rest]


def plain_messages(ask: Ask, *, system: str = "") -> list[dict[str, Any]]:
    """Send the conversation and the question as they are, as a tuned model has learnt them."""
    said = [*_turns(ask.history), {"role": "user", "content": ask.question}]
    return [_system(system), *said] if system else said


def _question(ask: Ask) -> str:
    if ask.kept:
        return prompt("continue", question=ask.question, kept=ask.kept, marker=NOT_THERE)
    return prompt("question", question=ask.question)


def _turns(history: Sequence[Turn]) -> list[dict[str, Any]]:
    """Return the last turns, beginning with the asker's and ending with an answer.

    Many models' templates want asker and model to take turns.
    """
    said: list[dict[str, Any]] = []
    for turn in (turn for turn in history[-_TURNS:] if turn.role != "system"):
        text = turn.content[:_TURN_CHARACTERS]
        if said and said[-1]["role"] == turn.role:
            said[-1] = {"role": turn.role, "content": f"{said[-1]['content']}\n\n{text}"}
        elif said or turn.role == "user":
            said.append({"role": turn.role, "content": text})
    return said[:-1] if said and said[-1]["role"] == "user" else said


def _system(text: str) -> dict[str, Any]:
    return {"role": "system", "content": text}
