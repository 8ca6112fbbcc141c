"""A ledger in a dictionary: for tests, and for runs that shall leave nothing behind."""

from __future__ import annotations

from dataclasses import replace
from time import time

from ..base import Parts
from ..receipts import Feedback, Receipt, Shadow
from ..recording import Conversation, taken
from ..terms import Principal
from ..tried import Tried
from ._forget import documents_of, with_shadow, without_quotes

_Thread = tuple[str, str, str]  # tenant, user, name


class MemoryLedger:
    """Keeps receipts for as long as the process lives; `recorded` shows them to a test."""

    name = "memory"

    def __init__(self) -> None:
        self.recorded: dict[str, Receipt] = {}
        self._forgotten: dict[str, float] = {}
        self._threads: dict[_Thread, list[str]] = {}
        self._spent: list[tuple[str, str, float]] = []

    async def record(self, receipt: Receipt) -> None:
        for document in documents_of(receipt):
            if receipt.at <= self._forgotten.get(document, 0):
                receipt = without_quotes(receipt, document)
        self.recorded[receipt.id] = receipt
        if receipt.thread:
            names = self._threads.setdefault((receipt.tenant, receipt.user, receipt.thread), [])
            names += [] if receipt.id in names else [receipt.id]

    async def receipt(self, principal: Principal, receipt_id: str) -> Receipt | None:
        found = self.recorded.get(receipt_id)
        return found if found and _owns(principal, found) else None

    async def receipts(
        self, principal: Principal, *, limit: int = 50, after: str = ""
    ) -> list[Receipt]:
        own = [receipt for receipt in self.recorded.values() if _owns(principal, receipt)]
        own.sort(key=lambda receipt: (-receipt.at, receipt.id))
        if after:
            ids = [receipt.id for receipt in own]
            own = own[ids.index(after) + 1 :] if after in ids else []
        return own[: max(0, limit)]

    async def feedback(self, principal: Principal, receipt_id: str, feedback: Feedback) -> bool:
        found = await self.receipt(principal, receipt_id)
        if found is None:
            return False
        self.recorded[receipt_id] = replace(found, feedback=(*found.feedback, feedback))
        return True

    async def shadow(self, principal: Principal, receipt_id: str, shadow: Shadow) -> bool:
        found = await self.receipt(principal, receipt_id)
        if found is None:
            return False
        self.recorded[receipt_id] = with_shadow(found, shadow)
        return True

    async def tried(self, tenant: str, *, since: float) -> list[Tried]:
        rows = self.recorded.values()
        return [Tried.of(r) for r in rows if r.tenant == tenant and r.at >= since and r.side]

    async def conversations(self, principal: Principal, *, limit: int = 50) -> list[Conversation]:
        found = [
            Conversation(
                id=key[2], title=told[0].question, questions=len(told), updated=told[-1].at
            )
            for key in self._threads
            if key[:2] == (principal.tenant, principal.user)
            for told in [await self.conversation(principal, key[2])]
        ]
        return sorted(found, key=lambda one: (-one.updated, one.id))[: max(0, limit)]

    async def conversation(
        self, principal: Principal, thread: str, *, limit: int = 1000
    ) -> list[Receipt]:
        names = self._threads.get((principal.tenant, principal.user, thread), [])
        told = sorted((self.recorded[name] for name in names), key=_place)
        return told[max(0, len(told) - max(0, limit)) :]

    async def fork(self, principal: Principal, thread: str, upto: str, target: str) -> bool:
        if (principal.tenant, principal.user, target) in self._threads:
            raise taken(target)
        told = [receipt.id for receipt in await self.conversation(principal, thread)]
        if upto not in told:
            return False
        kept = told[: told.index(upto) + 1]
        self._threads[principal.tenant, principal.user, target] = kept
        return True

    async def remove(self, principal: Principal, thread: str) -> int | None:
        names = self._threads.pop((principal.tenant, principal.user, thread), None)
        if names is None:
            return None
        held = {name for others in self._threads.values() for name in others}
        return self._delete(set(names) - held)

    async def erase(self, principal: Principal) -> int:
        for key in list(self._threads):
            if key[:2] == (principal.tenant, principal.user):
                del self._threads[key]
        return self._delete({r.id for r in self.recorded.values() if _owns(principal, r)})

    def _delete(self, names: set[str]) -> int:
        gone = [self.recorded.pop(name) for name in names]
        self._spent += [(r.tenant, r.user, r.at) for r in gone]
        return len(gone)

    async def asked(self, tenant: str, *, since: float, user: str = "") -> int:
        asked = [(r.tenant, r.user, r.at) for r in self.recorded.values()]
        return sum(
            whose == tenant and at >= since and user in ("", who)
            for whose, who, at in (*asked, *self._spent)
        )

    async def forget(self, document_id: str) -> list[tuple[Principal, str]]:
        self._forgotten[document_id] = time()
        blanked = {r.id for r in self.recorded.values() if document_id in documents_of(r)}
        for name in blanked:
            self.recorded[name] = without_quotes(self.recorded[name], document_id)
        return [
            (Principal(tenant=tenant, user=user), thread)
            for (tenant, user, thread), names in self._threads.items()
            if blanked & set(names)
        ]

    async def deleted(self, *, since: float) -> bool:
        return any(at >= since for at in self._forgotten.values())

    async def close(self) -> None:
        """Nothing to let go of."""


def connect(parts: Parts) -> MemoryLedger:
    """Make an empty ledger."""
    return MemoryLedger()


def _owns(principal: Principal, receipt: Receipt) -> bool:
    return (receipt.tenant, receipt.user) == (principal.tenant, principal.user)


def _place(receipt: Receipt) -> tuple[float, str]:
    return receipt.at, receipt.id
