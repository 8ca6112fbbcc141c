"""Receipts: read, listed and exported by whoever asked, and compared with the documents now."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Literal

from ..adapters.receipts import Citation, Feedback, Receipt
from ..adapters.terms import Principal
from ..nodes.own_words import is_own_words
from .compared import Compared, compare
from .questions import clean
from .shelf import Shelf, found

Standing = Literal["unchanged", "changed", "deleted", "not_readable"]
_PAGE = 100


class Records(Shelf):
    """What can be done with receipts. Whoever is not named is the principal of the settings."""

    async def receipt(self, receipt_id: str, *, principal: Principal | None = None) -> Receipt:
        """Return a receipt of this principal. Raises `NotFound`."""
        who = principal or self.settings.principal
        kept = await self.services.ledger.receipt(who, clean(receipt_id))
        return found(kept, "receipt", receipt_id)

    async def receipts(
        self, *, principal: Principal | None = None, limit: int = 50, after: str = ""
    ) -> list[Receipt]:
        """List this principal's receipts, the newest first, those behind the id `after`.

        Raises `NotFound` when `after` is no receipt of this principal.
        """
        who = principal or self.settings.principal
        page = await self.services.ledger.receipts(who, limit=limit, after=clean(after))
        if after and not page:
            await self.receipt(after, principal=who)
        return page

    async def every_receipt(
        self, *, principal: Principal | None = None, after: str = ""
    ) -> AsyncGenerator[Receipt, None]:
        """Yield all receipts of this principal, the newest first, a page in memory at a time."""
        while page := await self.receipts(principal=principal, limit=_PAGE, after=after):
            for receipt in page:
                yield receipt
            after = page[-1].id

    async def standing(
        self, receipt: Receipt, *, principal: Principal | None = None
    ) -> Mapping[str, Standing]:
        """Say what has become since of each document that a receipt rests on, by its id.

        `changed` means that its text has another hash now; the receipt still holds what was quoted.
        """
        rows = (*receipt.evidence, *map(_row, receipt.citations))
        versions = {row["document_id"]: row["version"] for row in rows}
        return {
            document: await self._standing(document, version, receipt, principal)
            for document, version in versions.items()
            if not is_own_words(document)
        }

    async def _standing(
        self, document_id: str, version: str, receipt: Receipt, principal: Principal | None
    ) -> Standing:
        if document_id in receipt.deleted:
            return "deleted"
        scope = (principal or self.settings.principal).scope
        document = await self.services.store.document(scope, document_id)
        if document is None:
            return "not_readable"
        return "unchanged" if document.version == version else "changed"

    async def compared(self, *, since: float = 0.0, tenant: str = "") -> list[Compared]:
        """Compare models under trial over a tenant's answers since then (unix seconds).

        It counts what everyone of the tenant asked, and shows no word of it.
        """
        return compare(
            await self.services.ledger.tried(tenant or self.settings.tenant, since=since)
        )

    async def feedback(
        self, receipt_id: str, feedback: Feedback, *, principal: Principal | None = None
    ) -> None:
        """Say what an answer was worth. Raises `NotFound`."""
        who = principal or self.settings.principal
        dated = replace(feedback, at=feedback.at or time.time())
        kept = await self.services.ledger.feedback(who, clean(receipt_id), dated)
        found(kept or None, "receipt", receipt_id)


def _row(citation: Citation) -> dict[str, str]:
    return {"document_id": citation.document_id, "version": citation.version}
