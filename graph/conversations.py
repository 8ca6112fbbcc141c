"""Conversations as their receipts tell them: listed, read, forked, exported and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from ..adapters.asking import Turn
from ..adapters.errors import NotFound
from ..adapters.receipts import Citation, Receipt
from ..adapters.recording import Conversation
from ..adapters.terms import Principal
from ..nodes.history import bounded, turns_of
from .questions import clean
from .records import Records
from .shelf import found

_NAME_CHARS = 200


class Conversations(Records):
    """What can be done with threads. Whoever is not named is the principal of the settings."""

    async def threads(
        self, *, principal: Principal | None = None, limit: int = 50
    ) -> list[Conversation]:
        """List this principal's threads, the latest used first."""
        who = principal or self.settings.principal
        return await self.services.ledger.conversations(who, limit=limit)

    async def thread(self, thread: str, *, principal: Principal | None = None) -> list[Receipt]:
        """Return a thread's newest 1,000 receipts, the oldest first. Raises `NotFound`."""
        who, name = principal or self.settings.principal, named(thread)
        told = await self.services.ledger.conversation(who, name) if name else []
        return found(told or None, "thread", thread)

    async def fork(
        self,
        thread: str,
        *,
        at: str = "",
        name: str = "",
        principal: Principal | None = None,
    ) -> Conversation:
        """Begin a thread with what was said in another one up to the receipt `at`, or all of it.

        From then on each goes its own way; a receipt that both hold is deleted with the last of
        them. Raises `NotFound`, and `Conflict` where there is a thread `name` already.
        """
        who, source = principal or self.settings.principal, named(thread)
        told = await self.thread(thread, principal=who)
        target = named(name) or f"fork-{uuid4().hex[:12]}"
        last = clean(at) or told[-1].id
        if not await self.services.ledger.fork(who, source, last, target):
            raise NotFound(f"There is no receipt {last[:80]!r} in the thread {source[:80]!r}.")
        held = await self.services.ledger.conversation(who, target)
        return Conversation(
            id=target, title=held[0].question, questions=len(held), updated=held[-1].at
        )

    async def delete_thread(self, thread: str, *, principal: Principal | None = None) -> int:
        """Delete a thread with the receipts that no fork of it holds; return how many these were.

        A question that is being answered in it is waited for. Raises `NotFound`, `Unavailable`.
        """
        who, name = principal or self.settings.principal, named(thread)
        states = await self._states()
        async with states.alone(who, name, self.settings.deadline_s or None):
            gone = await self.services.ledger.remove(who, name) if name else None
            await states.drop([(who, name)])
        return found(gone, "thread", thread)

    async def export_thread(
        self, thread: str, *, principal: Principal | None = None
    ) -> dict[str, Any]:
        """Return a thread as plain values: what was said, with receipts and sources."""
        told = await self.thread(thread, principal=principal)
        return exported(named(thread), told)

    async def _told(self, who: Principal, thread: str) -> list[Turn]:
        """Return what a conversation goes on with, by its receipts."""
        most = self.settings.history_turns
        told = await self.services.ledger.conversation(who, thread, limit=most)
        return bounded(turns_of(told), most=most, chars=self.settings.history_chars)


def named(thread: str) -> str:
    """Return a thread's name as it is kept."""
    return clean(thread)[:_NAME_CHARS]


def exported(thread: str, told: list[Receipt]) -> dict[str, Any]:
    """Return a thread's receipts as an exchange of messages."""
    messages = [message for receipt in told for message in _messages(receipt)]
    return {"thread": thread, "title": told[0].question, "messages": messages}


def _messages(receipt: Receipt) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return (
        {"role": "user", "content": receipt.question, "at": receipt.at},
        {
            "role": "assistant",
            "content": receipt.text,
            "receipt": receipt.id,
            "route": receipt.route,
            "outcome": receipt.outcome,
            "citations": [_source(citation) for citation in receipt.citations],
            "feedback": [f.rating for f in receipt.feedback],
        },
    )


def _source(citation: Citation) -> Mapping[str, Any]:
    return {
        "number": citation.number,
        "document_id": citation.document_id,
        "title": citation.title,
        "url": citation.url,
        "quote": citation.quote,
    }
