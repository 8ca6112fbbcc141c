"""Checks claims locally: word for word, by words and values, and by meaning where words differ."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .._text import plain
from ..base import Checker, Parts
from ..terms import Passage, Scope, Verdict
from ._claims import no_claim
from ._meaning import Meaning
from ._quotes import quoted, quoted_loosely
from ._reading import Window, best_windows, read
from ._score import NO_MEANING, Evidence, Said, score, weigh

# From here on a claim counts as carried.
SUPPORTED = 0.5
# Between these the words leave it open, and the sentences' vectors are asked.
_UNSURE = (0.15, 0.85)
# Windows that are looked at closely.
_CLOSELY = 6
# Nobody's sentence is longer; what is behind it is not judged.
_LONGEST = 4000
# Windows whose share of the claim's words is this much less are further away from it.
_AS_NEAR = 0.12


@dataclass(frozen=True, slots=True)
class _Found:
    """A window that may carry the claim, and what is against it.

    `shared` is the share of the claim's words in it, `passage` the index of its passage.
    """

    score: float
    shared: float
    passage: int
    window: Window
    against: str


class EmbeddedChecker:
    """Takes quotes at once, weighs everything else by its words, numbers, names and negation.

    Without an embedder or vectors in the store it weighs by words alone.
    """

    name = "embedded"

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    async def check(
        self, claims: Sequence[str], evidence: Sequence[Passage], *, scope: Scope
    ) -> list[Verdict]:
        """Return one verdict a claim; the span is the carrying sentence or two neighbours."""
        return [await self._judge(claim, evidence, scope) for claim in claims]

    async def _judge(self, claim: str, evidence: Sequence[Passage], scope: Scope) -> Verdict:
        text = claim[:_LONGEST]
        nothing = no_claim(text)
        if nothing:
            return Verdict(claim=claim, label="no_claim", score=0.0, reason=nothing)
        quote = _quote(text, evidence)
        if quote:
            return Verdict(
                claim=claim, label="supported", score=1.0, passage=quote[0], span=quote[1],
                reason="verbatim",
            )  # fmt: skip
        if not evidence:
            return Verdict(claim=claim, label="unsupported", score=0.0, reason="no evidence")
        best = await asyncio.to_thread(_best, text, evidence, {})
        if best and _UNSURE[0] < best.score < _UNSURE[1]:
            cosines = await self._meaning.cosines(plain(text), evidence, scope)
            if cosines:
                best = await asyncio.to_thread(_best, text, evidence, cosines)
        return _verdict(claim, best)


def _quote(claim: str, evidence: Sequence[Passage]) -> tuple[int, tuple[int, int]] | None:
    text = plain(claim)
    for find in (quoted, quoted_loosely):
        for index, passage in enumerate(evidence):
            span = find(text, passage.text)
            if span:
                return index, span
    return None


def _best(
    claim: str, evidence: Sequence[Passage], cosines: Mapping[str, Sequence[float]]
) -> _Found | None:
    said = Said(claim)
    every = Evidence([read(passage.text, passage.heading) for passage in evidence])
    found = [
        _look(said, index, window, every, cosines.get(evidence[index].id, ()))
        for index, window in best_windows(said.stems, every.readings, most=_CLOSELY)
    ]
    # A window that speaks against the claim is not passed over for one that says less of it.
    most = max((one.shared for one in found), default=0.0)
    near = [one for one in found if one.shared >= most - _AS_NEAR]
    return max(near, key=lambda one: one.score, default=None)


def _look(
    said: Said, index: int, window: Window, every: Evidence, cosines: Sequence[float]
) -> _Found:
    near = [cosines[i] for i in window.sentences if i < len(cosines)]
    meaning = max(near, default=NO_MEANING)
    signs, against = weigh(said, window, every.readings[index], every, meaning)
    return _Found(score(signs), signs.window, index, window, against)


def _verdict(claim: str, best: _Found | None) -> Verdict:
    if best is None:
        return Verdict(
            claim=claim, label="unsupported", score=0.0, reason="none of its words in evidence"
        )
    rounded = round(best.score, 4)
    if best.score < SUPPORTED:
        return Verdict(claim=claim, label="unsupported", score=rounded, reason=best.against)
    return Verdict(
        claim=claim,
        label="supported",
        score=rounded,
        passage=best.passage,
        span=(best.window.start, best.window.end),
        reason="carried by its words",
    )


def connect(parts: Parts) -> Checker:
    """Make the checker on the parts' embedder and store."""
    return EmbeddedChecker(Meaning(parts.embedder, parts.store))
