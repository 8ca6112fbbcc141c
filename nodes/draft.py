"""The answer as it grows: what has left, and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..adapters.receipts import Citation, Claim
from ..adapters.terms import Passage, Verdict
from .cite import cite, cited, claim_of, marked, shown_citation
from .events import Sentence
from .state import State

_CITATIONS_MOST = 3
_OWN_LINE = ("- ", "* ", "+ ", "|", "#", ">", "```")  # nothing may follow these on their line


@dataclass(kw_only=True)
class Draft:
    """Continues what left in earlier attempts."""

    evidence: Sequence[Passage]
    question: str
    text: str
    claims: list[Claim]
    citations: list[Citation]
    failed: list[Claim] = field(default_factory=list[Claim])

    @classmethod
    def of(cls, state: State, evidence: Sequence[Passage]) -> Draft:
        """Begin where the last attempt ended."""
        return cls(
            evidence=evidence,
            question=state.standalone,
            text=state.text,
            claims=list(state.claims),
            citations=list(state.citations),
        )

    def fail(self, verdict: Verdict) -> None:
        """Note a sentence that must not leave."""
        self.failed.append(self._claim(verdict.claim, verdict, ()))

    def leave(self, sentence: str, judged: Verdict | None) -> Sentence:
        """Let a sentence out and return the event to emit; without a verdict it is pending."""
        verdict = judged or Verdict(claim=claim_of(sentence), label="no_claim", score=0.0)
        # What was found to carry the claim counts, not what the answerer said would.
        carried = [] if verdict.passage is None else [verdict.passage]
        passages = carried or cited(sentence, self.evidence)
        numbers: list[int] = []
        for index in passages[:_CITATIONS_MOST]:
            carrying = verdict if index == verdict.passage else None
            self.citations, number = cite(self.citations, self.evidence[index], carrying)
            numbers.append(number)
        text = marked(_joined(self.text, sentence), numbers)
        self.text += text
        self.claims.append(self._claim(verdict.claim, verdict, tuple(numbers)))
        return Sentence(
            type="sentence",
            index=len(self.claims) - 1,
            text=text,
            label=verdict.label if judged else "pending",
            score=verdict.score,
            citations=[shown_citation(c) for c in self.citations if c.number in numbers],
        )

    def judge(self, index: int, verdict: Verdict) -> None:
        """Put a verdict on a sentence that left before it was checked."""
        old = self.claims[index]
        self.claims[index] = self._claim(old.text, verdict, old.citations)

    def _claim(self, text: str, verdict: Verdict, numbers: tuple[int, ...]) -> Claim:
        carrying = None if verdict.passage is None else self.evidence[verdict.passage]
        start, end = verdict.span or (0, 0)
        return Claim(
            text=text,
            label=verdict.label,
            score=round(verdict.score, 4),
            citations=numbers,
            reason=verdict.reason,
            passage_id=carrying.id if carrying else "",
            start=carrying.start + start if carrying else 0,
            end=carrying.start + end if carrying else 0,
        )


def _joined(before: str, sentence: str) -> str:
    """Start an answer without white space, and set a continued one off by a space or a line."""
    if not before:
        return sentence.lstrip()
    if sentence[:1].isspace():
        return sentence
    lines = (before[before.rfind("\n") + 1 :].lstrip(), sentence)
    apart = any(line.startswith(_OWN_LINE) for line in lines)
    return f"\n\n{sentence}" if apart else f" {sentence}"
