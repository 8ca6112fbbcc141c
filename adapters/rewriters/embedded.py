"""Rewrites questions by words alone: no model, the same result every time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ..base import Parts, Rewriter
from ..terms import Passage, Turn
from ._follow_up import condense
from ._queries import queries

# Characters of history up to which a follow-up takes under a millisecond; more goes to a thread.
_QUICK = 2000


class WordRewriter:
    """Puts names for pronouns, and asks again in fewer and other words of the same texts."""

    name = "words"

    async def condense(self, question: str, history: Sequence[Turn]) -> str:
        """Make a follow-up stand alone; a question that does already is not changed."""
        if not history:
            return question
        if sum(len(turn.content) for turn in history) > _QUICK:
            return await asyncio.to_thread(condense, question, history)
        return condense(question, history)

    async def rewrite(
        self, question: str, *, tried: Sequence[str], failed: Sequence[str], seen: Sequence[Passage]
    ) -> list[str]:
        """Return up to three new queries, those aimed at the failed claims first."""
        return queries(question[:_QUICK], tried, [claim[:_QUICK] for claim in failed], seen)


def connect(parts: Parts) -> Rewriter:
    """Make the rewriter; it keeps nothing."""
    return WordRewriter()
