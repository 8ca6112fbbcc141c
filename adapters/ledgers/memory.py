"""A ledger in a dictionary: for tests, and for runs that shall leave nothing behind."""

from __future__ import annotations

from dataclasses import replace
from time import time

from ..base import Parts
from ..receipts import Feedback, Receipt, Shadow
from ..terms import Principal
from ..tried import Tried
from ._forget import documents_of, with_shadow, without_quotes


class MemoryLedger:
    """Keeps receipts for as long as the process lives; `recorded` shows them to a test."""

    name = "memory"

    def __init__(self) -> None:
        self.recorded: dict[str, Receipt] = {}
        self._forgotten: dict[str, float] = {}

    async def record(self, receipt: Receipt) -> None:
        for document in documents_of(receipt):
            if receipt.at <= self._forgotten.get(document, 0):
                receipt = without_quotes(receipt, document)
        self.recorded[receipt.id] = receipt

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

    async def asked(self, tenant: str, *, since: float, user: str = "") -> int:
        return sum(
            r.tenant == tenant and r.at >= since and user in ("", r.user)
            for r in self.recorded.values()
        )

    async def forget(self, document_id: str) -> None:
        self._forgotten[document_id] = time()
        for receipt in list(self.recorded.values()):
            if document_id in documents_of(receipt):
                self.recorded[receipt.id] = without_quotes(receipt, document_id)

    async def close(self) -> None:
        """Nothing to let go of."""


def connect(parts: Parts) -> MemoryLedger:
    """Make an empty ledger."""
    return MemoryLedger()


def _owns(principal: Principal, receipt: Receipt) -> bool:
    return (receipt.tenant, receipt.user) == (principal.tenant, principal.user)
