"""A person's data: everything that is kept of somebody, exported and deleted on request."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

from ..adapters.recording import Conversation
from ..adapters.terms import Document, Principal, Scope
from .belonging import sent_by
from .conversations import Conversations

_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """How much was deleted of somebody."""

    documents: int
    threads: int
    receipts: int


class People(Conversations):
    """What can be done with a person's data.

    Whoever is not named is the principal of the settings. Of the documents that somebody added only
    those count that `scope` sees, by default the person's own; `Scope.owner(tenant)` sees all.
    """

    async def export_person(
        self, *, principal: Principal | None = None, scope: Scope | None = None
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Yield everything that is kept of somebody as plain values, each with its `kind`.

        These are `document` (with its text), `thread` (with its receipts' ids) and `receipt` (with
        the feedback given).
        """
        who = principal or self.settings.principal
        async for document in self._added_by(who, scope or who.scope):
            text = await self.services.store.text(scope or who.scope, document.id)
            yield {"kind": "document", **_row(document), "text": text}
        async for thread in self._threads_of(who):
            told = await self.services.ledger.conversation(who, thread.id)
            yield {"kind": "thread", **asdict(thread), "receipts": [r.id for r in told]}
        async for receipt in self.every_receipt(principal=who):
            yield {"kind": "receipt", **receipt.as_json()}

    async def delete_person(
        self, *, principal: Principal | None = None, scope: Scope | None = None
    ) -> Deleted:
        """Delete everything that is kept of somebody; return how much it was.

        Questions that are being answered in their threads are waited for. Raises `Unavailable`
        where one takes too long: what is deleted by then is, and asking again goes on.
        """
        who = principal or self.settings.principal
        documents = threads = receipts = 0
        for document in [d async for d in self._added_by(who, scope or who.scope)]:
            documents += await self.services.store.delete(scope or who.scope, document.id)
            await self._forget(document.id)
        for thread in [thread async for thread in self._threads_of(who)]:
            receipts += await self.delete_thread(thread.id, principal=who)
            threads += 1
        receipts += await self.services.ledger.erase(who)
        if hasattr(self.services.embedder, "forget"):
            self.services.embedder.forget()
        return Deleted(documents=documents, threads=threads, receipts=receipts)

    async def _added_by(self, who: Principal, scope: Scope) -> AsyncIterator[Document]:
        after = ""
        while page := await self.services.store.documents(scope, limit=_PAGE, after=after):
            for document in page:
                if document.tenant == who.tenant and sent_by(document, who):
                    yield document
            after = page[-1].id

    async def _threads_of(self, who: Principal) -> AsyncIterator[Conversation]:
        limit = _PAGE
        while len(found := await self.threads(principal=who, limit=limit)) == limit:
            limit *= 2
        for thread in found:
            yield thread


def _row(document: Document) -> dict[str, Any]:
    return {**asdict(document), "groups": sorted(document.groups)}
