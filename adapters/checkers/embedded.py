"""Checks claims locally: word for word, by words and values, and by meaning where words differ."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .._text import plain
from ..base import Checker, Parts
from ..terms import Passage, Scope, Verdict
from ._choose import Place, choose, places
from ._claim import Said
from ._claims import no_claim
from ._model import in_same_words, score
from ._near import TokenEmbedder, nearness, to_encode
from ._quotes import quoted, quoted_loosely
from ._record import holds, short, told
from ._signs import Signs, Weighed
from ._tables import Fields, about, fields, row_of

# From here on a claim counts as carried.
SUPPORTED = 0.5
# Between these the words leave it open, and the encoder is asked: of a claim in the evidence's own
# words, and of another wording, where words alone are seldom enough.
_UNSURE = (0.1, 0.9)
_UNSURE_REWORDED = (0.01, 0.99)
# What a claim gets at most if the row or item that it is about has another value.
_OTHER_ROW = 0.2
# Nobody's sentence is longer; what is behind it is not judged.
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class _Open:
    """A claim weighed by its words."""

    weighed: Weighed
    signs: Signs
    score: float

    @property
    def unsure(self) -> bool:
        """Say whether the encoder should be asked."""
        low, high = _UNSURE if in_same_words(self.signs) == 1.0 else _UNSURE_REWORDED
        return low < self.score < high


class EmbeddedChecker:
    """Takes quotes at once, weighs everything else by its words, numbers, names and negation.

    Without an embedder that gives the vectors of tokens it weighs by words alone.
    """

    name = "embedded"

    def __init__(self, encoder: TokenEmbedder | None) -> None:
        self._encoder = encoder

    async def check(
        self, claims: Sequence[str], evidence: Sequence[Passage], *, scope: Scope
    ) -> list[Verdict]:
        """Return one verdict a claim; the span is the carrying sentence or a few neighbours."""
        return [await self._judge(claim, evidence) for claim in claims]

    async def _judge(self, claim: str, evidence: Sequence[Passage]) -> Verdict:
        text = claim[:_LONGEST]
        known = no_claim(text)
        if known:
            return Verdict(claim=claim, label="no_claim", score=0.0, reason=known)
        values = told(text)
        if values is not None:
            return await self._record(claim, values, evidence)
        said = fields(plain(text))
        quote = (said and _row(said, evidence)) or _quote(text, evidence)
        if quote:
            return Verdict(
                claim=claim, label="supported", score=1.0, passage=quote[0], span=quote[1],
                reason="verbatim",
            )  # fmt: skip
        if said and any(about(said, passage) for passage in evidence):
            return Verdict(claim=claim, label="unsupported", score=0.0, reason="no row says this")
        weighed = await asyncio.to_thread(_weigh, text, evidence) if evidence else None
        if weighed is None:
            reason = "none of its words in evidence" if evidence else "no evidence"
            return Verdict(claim=claim, label="unsupported", score=0.0, reason=reason)
        chance = weighed.score
        if self._encoder and weighed.unsure:
            pair = weighed.weighed.said, weighed.weighed.found
            encoded = await self._encoder.tokens(to_encode(*pair))
            chance = score({**weighed.signs, **nearness(*pair, encoded)})
        return _verdict(claim, chance, weighed.weighed)

    async def _record(
        self, claim: str, values: Sequence[str], evidence: Sequence[Passage]
    ) -> Verdict:
        """Judge JSON by its values: it is as good as the weakest of them."""
        everything = places(evidence)
        judged = [
            holds(value, everything) if short(value) else await self._judge(value, evidence)
            for value in values
        ]
        claimed = [verdict for verdict in judged if verdict.label != "no_claim"]
        if not claimed:
            return Verdict(claim=claim, label="no_claim", score=0.0, reason="no value")
        return replace(min(claimed, key=lambda verdict: verdict.score), claim=claim)


def _row(said: Fields, evidence: Sequence[Passage]) -> tuple[int, tuple[int, int]] | None:
    for index, passage in enumerate(evidence):
        row = row_of(said, passage)
        if row:
            return index, (row.start, row.end)
    return None


def _quote(claim: str, evidence: Sequence[Passage]) -> tuple[int, tuple[int, int]] | None:
    text = plain(claim)
    for find in (quoted, quoted_loosely):
        for index, passage in enumerate(evidence):
            span = find(text, passage.text)
            if span:
                return index, span
    return None


def _weigh(claim: str, evidence: Sequence[Passage]) -> _Open | None:
    """Weigh a claim by its words; None if no sentence has any of them."""
    said = Said(claim)
    found = choose(said, places(evidence))
    if not any(said.stems & (p.sentence.stems | p.sentence.over) for p in found.together):
        return None
    weighed = Weighed(said, found)
    signs = weighed.signs()
    return _Open(weighed, signs, score(signs))


def _verdict(claim: str, chance: float, weighed: Weighed) -> Verdict:
    if weighed.is_row and weighed.lost_values:
        chance = min(chance, _OTHER_ROW)
    rounded = round(chance, 4)
    if rounded < SUPPORTED:
        return Verdict(claim=claim, label="unsupported", score=rounded, reason=weighed.reason())
    passage, span = _carrying(weighed)
    return Verdict(
        claim=claim,
        label="supported",
        score=rounded,
        passage=passage,
        span=span,
        reason="carried by its words",
    )


def _carrying(weighed: Weighed) -> tuple[int, tuple[int, int]]:
    """Return the passage and the span of the sentence that carries most, with its neighbours."""
    first: Place = weighed.found.together[0]
    used = {place.index: place for place in (*weighed.laid.on, *weighed.found.together)}
    span = [first]
    for step in (-1, 1):
        at = first.index + step
        while at in used and used[at].passage == first.passage:
            span.append(used[at])
            at += step
    start = min(place.sentence.start for place in span)
    return first.passage, (start, max(place.sentence.end for place in span))


def connect(parts: Parts) -> Checker:
    """Make the checker on the parts' embedder, if that gives the vectors of tokens."""
    encoder = parts.embedder
    return EmbeddedChecker(encoder if isinstance(encoder, TokenEmbedder) else None)
