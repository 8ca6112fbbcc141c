"""What may be asked: one place that turns a caller's words into a Question and a Context."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..adapters.errors import BadInput, TooLarge, UnknownName
from ..adapters.nearest import unknown
from ..adapters.terms import Principal, Turn
from ..nodes.context import Context, Mode
from ..nodes.rungs import default_rungs
from .settings import Settings

# Characters that no question needs and that some library below would choke on.
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace null bytes and lone surrogates by the replacement character."""
    return _UNUSABLE.sub("\ufffd", text)


def question_of(text: str, settings: Settings) -> str:
    """Return the question as it may be asked. Raises `BadInput` and `TooLarge`."""
    if len(text) > settings.question_max_chars:
        raise TooLarge(
            f"The question has {len(text):,} characters, over the {settings.question_max_chars:,} "
            "of TRIVIUM_QUESTION_MAX_CHARS: shorten it, or add the long text as a document."
        )
    question = clean(text).strip()
    if not question.strip("\ufffd \t\n"):
        raise BadInput("The question is empty: ask something.")
    return question


def history_of(turns: Sequence[Turn]) -> list[Turn]:
    """Return earlier turns with unusable characters replaced."""
    return [Turn(role=turn.role, content=clean(turn.content)) for turn in turns]


def context_of(
    settings: Settings,
    principal: Principal,
    *,
    route: str = "",
    model: str = "",
    mode: Mode | None = None,
    deadline_s: float | None = None,
) -> Context:
    """Return the knobs of one run: the settings, with what the caller chose instead."""
    return Context(
        tenant=principal.tenant,
        user=principal.user,
        groups=tuple(sorted(principal.groups)),
        route=route,
        model=model,
        mode=mode or settings.mode,
        deadline_s=settings.deadline_s if deadline_s is None else deadline_s,
        max_tokens=settings.max_tokens,
        max_cost_usd=settings.max_cost_usd,
        search_limit=settings.search_limit,
        keep=settings.keep,
        window_tokens=settings.window_tokens,
        ladder=settings.ladder,
        history_turns=settings.history_turns,
        history_chars=settings.history_chars,
    )


def checked_ladder(ladder: Sequence[str]) -> None:
    """Raise `UnknownName` for a rung that does not exist."""
    known = list(default_rungs())
    for name in ladder:
        if name not in known:
            raise UnknownName(unknown("rung", name, known))
