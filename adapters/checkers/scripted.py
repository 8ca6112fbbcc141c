"""A checker that judges as it is told, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .._script import Script
from ..base import Checker, Parts
from ..terms import Label, Passage, Scope, Verdict

Judgement = Label | Verdict


def _supported(claim: str, evidence: Sequence[Passage]) -> Judgement:
    return "supported" if evidence else "unsupported"


class ScriptedChecker:
    """Gives prepared judgements, one a claim, or those of a function of (claim, evidence).

    A label alone becomes a verdict whose support is the whole first passage. `asked` holds the
    claims.
    """

    name = "scripted"

    def __init__(
        self,
        judgements: Iterable[Judgement]
        | Callable[[str, Sequence[Passage]], Judgement] = _supported,
    ) -> None:
        self._judgements = Script[Judgement]("checker", judgements)
        self.asked: list[str] = []

    async def check(
        self, claims: Sequence[str], evidence: Sequence[Passage], *, scope: Scope
    ) -> list[Verdict]:
        """Return the next judgements."""
        self.asked.extend(claims)
        return [_verdict(c, self._judgements.next(c, evidence), evidence) for c in claims]


def _verdict(claim: str, judgement: Judgement, evidence: Sequence[Passage]) -> Verdict:
    if isinstance(judgement, Verdict):
        return judgement
    if judgement != "supported":
        return Verdict(claim=claim, label=judgement, score=0.0, reason="scripted")
    span = (0, len(evidence[0].text)) if evidence else None
    passage = 0 if evidence else None
    return Verdict(
        claim=claim, label="supported", score=1.0, passage=passage, span=span, reason="scripted"
    )


def connect(parts: Parts) -> Checker:
    """Make one that supports every claim, if there is any evidence."""
    return ScriptedChecker()
