"""What a ledger must do."""

from __future__ import annotations

from typing import Protocol

from .receipts import Feedback, Receipt, Shadow
from .terms import Principal
from .tried import Tried


class Ledger(Protocol):
    """Keeps receipts; a principal sees only their own."""

    name: str

    async def record(self, receipt: Receipt) -> None:
        """Store a receipt under its id, for the tenant and user it names."""

    async def receipt(self, principal: Principal, receipt_id: str) -> Receipt | None:
        """Return one receipt of this principal."""

    async def receipts(
        self, principal: Principal, *, limit: int = 50, after: str = ""
    ) -> list[Receipt]:
        """List this principal's receipts, the newest first, those behind the id `after`.

        Nothing is behind an id that is not this principal's.
        """

    async def feedback(self, principal: Principal, receipt_id: str, feedback: Feedback) -> bool:
        """Add feedback to a receipt of this principal; False when there is none."""

    async def shadow(self, principal: Principal, receipt_id: str, shadow: Shadow) -> bool:
        """Add what a shadow said to a receipt of this principal; False when there is none."""

    async def tried(self, tenant: str, *, since: float) -> list[Tried]:
        """Return the figures, without a word, of what models under trial answered since then."""

    async def asked(self, tenant: str, *, since: float, user: str = "") -> int:
        """Count the tenant's questions since this unix time, in seconds; or one user's alone."""

    async def forget(self, document_id: str) -> None:
        """Blank a deleted document's words in every receipt, and name it there as deleted.

        That holds too for questions asked before now whose receipts are still to come.
        """

    async def close(self) -> None:
        """Let go of files and connections."""
