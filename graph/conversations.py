"""Conversations as their receipts tell them: which there are, and what was said in one."""

from __future__ import annotations

from dataclasses import dataclass

from ..adapters.errors import NotFound
from ..adapters.receipts import Receipt
from ..adapters.terms import Principal
from .questions import clean
from .records import Records

# Ledgers know receipts and no conversations: a list of those looks through the newest receipts.
_LOOKED_AT = 1000


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A thread: its name, its first question as far as it is known, and when it was last used."""

    id: str
    title: str
    questions: int
    updated: float


class Conversations(Records):
    """What can be done with threads. Whoever is not named is the principal of the settings."""

    async def threads(
        self, *, principal: Principal | None = None, limit: int = 50
    ) -> list[Conversation]:
        """List this principal's threads, the latest used first, from the newest 1,000 receipts."""
        found: dict[str, list[Receipt]] = {}
        for receipt in await self._newest(principal):
            if receipt.thread:
                found.setdefault(receipt.thread, []).append(receipt)
        return [_conversation(name, receipts) for name, receipts in list(found.items())[:limit]]

    async def thread(self, thread: str, *, principal: Principal | None = None) -> list[Receipt]:
        """Return a thread's receipts, the oldest first. Raises `NotFound`."""
        name = clean(thread)[:200]
        told = [r for r in await self._newest(principal) if name and r.thread == name]
        if not told:
            raise NotFound(f"There is no thread {name[:80]!r} that you may read.")
        return told[::-1]

    async def _newest(self, principal: Principal | None) -> list[Receipt]:
        return await self.receipts(principal=principal, limit=_LOOKED_AT)


def _conversation(name: str, newest_first: list[Receipt]) -> Conversation:
    return Conversation(
        id=name,
        title=newest_first[-1].question,
        questions=len(newest_first),
        updated=newest_first[0].at,
    )
