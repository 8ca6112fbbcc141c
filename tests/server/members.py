"""Members that do as they are told, so that a test says what Trivium answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from trivium.adapters.base import Services
from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.errors import TriviumError
from trivium.adapters.ledgers.memory import MemoryLedger
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import (
    Ask,
    Contract,
    Decision,
    Hit,
    NoAnswer,
    Passage,
    Reranked,
    Scope,
    Setting,
    Turn,
    Usage,
    Verdict,
)


@dataclass
class Script:
    """What the members do, and what they saw."""

    route: str = "retrieval"
    pieces: list[str] = field(default_factory=lambda: ["Backups are kept for thirty days. [1]"])
    no_answer: str = ""
    usage: Usage = Usage(tokens_in=12, tokens_out=5)
    error: Exception | None = None
    error_after: int = 0
    wait_s: float = 0.0
    unsupported: str = "unsupported"
    asked: list[Ask] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)


class ScriptedAnswerer:
    name = "scripted"

    def __init__(self, script: Script) -> None:
        self._script = script

    async def answer(self, ask: Ask) -> AsyncIterator[str | NoAnswer | Usage]:
        script = self._script
        script.asked.append(ask)
        script.begun.set()
        try:
            for index, piece in enumerate(script.pieces):
                self._fail(index)
                yield piece
                await asyncio.sleep(script.wait_s)
            self._fail(len(script.pieces))
        except asyncio.CancelledError:
            script.cancelled.set()
            raise
        if script.no_answer:
            yield NoAnswer(reason=script.no_answer)
        yield script.usage

    def _fail(self, index: int) -> None:
        if self._script.error is not None and index == self._script.error_after:
            raise self._script.error


class ScriptedClassifier:
    name = "scripted"

    def __init__(self, script: Script) -> None:
        self._script = script

    async def classify(self, question: str, setting: Setting, *, vector: object = None) -> Decision:
        return Decision(
            route=self._script.route,
            confidence=0.9,
            reason="The question asks for one fact.",
            shape="look_up",
            alternatives={self._script.route: 0.9},
        )


class ScriptedChecker:
    """Supports everything but sentences that hold the script's word for it."""

    name = "scripted"

    def __init__(self, script: Script) -> None:
        self._script = script

    async def check(
        self, claims: Sequence[str], evidence: Sequence[Passage], *, scope: Scope
    ) -> list[Verdict]:
        return [self._verdict(claim, evidence) for claim in claims]

    def _verdict(self, claim: str, evidence: Sequence[Passage]) -> Verdict:
        if self._script.unsupported in claim or not evidence:
            return Verdict(claim=claim, label="unsupported", score=0.1)
        span = (0, len(evidence[0].text))
        return Verdict(claim=claim, label="supported", score=0.9, passage=0, span=span)


class PlainRewriter:
    name = "plain"

    async def condense(self, question: str, history: Sequence[Turn]) -> str:
        return question

    async def rewrite(
        self, question: str, *, tried: Sequence[str], failed: Sequence[str], seen: Sequence[Passage]
    ) -> list[str]:
        return []


class PlainReranker:
    name = "plain"

    async def rerank(
        self, question: str, hits: Sequence[Hit], *, limit: int, timeout_s: float = 30.0
    ) -> Reranked:
        return Reranked(hits=list(hits)[:limit])


class BrokenStore(MemoryStore):
    """A store that fails as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.error: TriviumError | None = None

    async def corpus(self, scope: Scope):
        if self.error is not None:
            raise self.error
        return await super().corpus(scope)


def services(script: Script, contracts: Sequence[Contract] = ()) -> Services:
    """Make Services that follow the script and forget everything."""
    answerer = ScriptedAnswerer(script)
    return Services(
        store=BrokenStore(),
        embedder=HashedWords(),
        ledger=MemoryLedger(),
        reranker=PlainReranker(),
        answerer=answerer,
        classifier=ScriptedClassifier(script),
        rewriter=PlainRewriter(),
        checker=ScriptedChecker(script),
        contracts=tuple(contracts),
        tuned={contract.name: answerer for contract in contracts},
    )
