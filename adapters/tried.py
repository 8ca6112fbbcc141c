"""The figures of answers under trial, without a word of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .receipts import Outcome, Receipt, Shadow, Side

# What the JSON of a receipt under trial holds, one of them; inside a text its quotes are escaped.
TRIED = ('%"side": "present"%', '%"side": "canary"%')


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The figures of one answer under trial; `ms` is the time that its attempts took.

    `failed` says that another model had to take the place of the one on trial.
    """

    model: str
    side: Side
    answerer: str
    outcome: Outcome
    cost_usd: float
    ms: float
    failed: bool = False
    good: int = 0
    bad: int = 0
    shadow: Shadow | None = None

    @classmethod
    def of(cls, receipt: Receipt) -> Tried:
        """Take the figures of a receipt, and leave its words."""
        shadow = receipt.shadow
        return cls(
            model=receipt.model,
            side=receipt.side,
            answerer=receipt.members.get("answerer", ""),
            outcome=receipt.outcome,
            cost_usd=receipt.cost_usd,
            ms=sum(step.ms for step in receipt.steps if step.name == "answer"),
            failed="fallback_model" in receipt.degraded,
            good=sum(said.rating == "good" for said in receipt.feedback),
            bad=sum(said.rating == "bad" for said in receipt.feedback),
            shadow=shadow and replace(shadow, text="", claims=(), error=""),
        )
