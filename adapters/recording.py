"""What a ledger must do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .errors import Conflict
from .receipts import Feedback, Receipt, Shadow
from .terms import Principal
from .tried import Tried


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A thread: its name, its first question, and when (unix seconds) it was last used."""

    id: str
    title: str
    questions: int
    updated: float


def taken(thread: str) -> Conflict:
    """Say that there is a thread of this name."""
    return Conflict(f"There is a thread {thread[:80]!r} already: take another name.")


class Ledger(Protocol):
    """Keeps receipts; a principal sees only their own."""

    name: str

    async def record(self, receipt: Receipt) -> None:
        """Store a receipt under its id, for the tenant, user and thread it names."""

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

    async def conversations(self, principal: Principal, *, limit: int = 50) -> list[Conversation]:
        """List this principal's threads, the latest used first."""

    async def conversation(
        self, principal: Principal, thread: str, *, limit: int = 1000
    ) -> list[Receipt]:
        """Return the newest receipts of a thread of this principal, the oldest first."""

    async def fork(self, principal: Principal, thread: str, upto: str, target: str) -> bool:
        """Let `target` hold what `thread` does up to the receipt `upto`; False where that is not.

        The receipts are the same, and stay while any thread holds them. Raises `Conflict` where
        there is a thread `target`.
        """

    async def remove(self, principal: Principal, thread: str) -> int | None:
        """Delete a thread, and its receipts that no other one holds; return how many these were.

        None where there is no such thread. Deleted questions still count as asked.
        """

    async def erase(self, principal: Principal) -> int:
        """Delete all receipts and threads of this principal; return how many receipts."""

    async def asked(self, tenant: str, *, since: float, user: str = "") -> int:
        """Count the tenant's questions since this unix time, in seconds; or one user's alone.

        Deleted ones are known for two days, by a hash of who asked.
        """

    async def forget(self, document_id: str) -> list[tuple[Principal, str]]:
        """Blank a deleted document's words in every receipt, and name it there as deleted.

        That holds too for questions asked before now whose receipts are still to come. Returns the
        threads that rest on it, each with whose it is.
        """

    async def deleted(self, *, since: float) -> bool:
        """Say whether any document was deleted since this unix time, of the last two days."""

    async def close(self) -> None:
        """Let go of files and connections."""
