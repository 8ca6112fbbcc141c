"""A graph over scripted members, for tests that walk its paths."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from trivium import Context, Contract, Document, Passage, Question, Receipt, Services, Verdict
from trivium.adapters.answerers.scripted import Answer, ScriptedAnswerer
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.ledgers.memory import MemoryLedger
from trivium.adapters.rerankers.scripted import ScriptedReranker
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Ask, digest
from trivium.graph.builder import build_graph
from trivium.nodes.routes import Route

from ..hanging_up import hung_up as hung_up

SKY, GRASS = "The sky is blue.", "Grass is green."


@dataclass
class Machine:
    """A graph over scripted members, and what a run of it did."""

    services: Services
    routes: Sequence[Route] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def receipt(self) -> Receipt:
        assert isinstance(self.services.ledger, MemoryLedger)
        return list(self.services.ledger.recorded.values())[-1]

    @property
    def nodes(self) -> list[str]:
        return [e["name"] for e in self.events if e["type"] == "step" and e["status"] == "start"]

    @property
    def left(self) -> list[str]:
        return [e["text"].strip() for e in self.events if e["type"] == "sentence"]

    async def run(self, question: str = "What colour is the sky?", **knobs: Any) -> Receipt:
        graph = build_graph(self.services, self.routes)
        context = Context(**{"ladder": (), **knobs})
        asked = Question(question=question)
        async for event in graph.astream(asked, context=context, stream_mode="custom"):
            self.events.append(event)
        return self.receipt


def holds(claim: str, evidence: Sequence[Passage]) -> Verdict:
    for number, passage in enumerate(evidence):
        start = passage.text.find(claim)
        if start >= 0:
            span = (start, start + len(claim))
            return Verdict(claim=claim, label="supported", score=1.0, passage=number, span=span)
    return Verdict(claim=claim, label="unsupported", score=0.0)


async def make(
    route: str,
    answers: Sequence[Answer] | Callable[[Ask], Answer],
    *,
    texts: Sequence[str] = (f"{SKY} {GRASS}",),
    contracts: Sequence[Contract] = (),
    **members: Any,
) -> Machine:
    store = MemoryStore()
    for number, text in enumerate(texts):
        await put(store, f"Doc {number}", text)
    answerer = ScriptedAnswerer(answers)
    services = Services(
        store=store,
        embedder=HashedWords(),
        reranker=ScriptedReranker(),
        answerer=answerer,
        classifier=ScriptedClassifier(lambda question, setting: route),
        rewriter=ScriptedRewriter(),
        checker=ScriptedChecker(holds),
        ledger=MemoryLedger(),
        contracts=tuple(contracts),
        tuned={contract.name: answerer for contract in contracts},
    )
    return Machine(replace(services, **members))


async def put(store: MemoryStore, title: str, text: str) -> None:
    document = Document(
        id=digest(title), title=title, source=title, version=digest(text), tokens=len(text) // 4
    )
    passage = Passage(
        id=digest(title + text),
        document_id=document.id,
        version=document.version,
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )
    await store.put(document, text, [passage])


@pytest.fixture
def machine() -> Callable[..., Awaitable[Machine]]:
    """Make a machine: `await machine(route, answers, texts=..., contracts=..., **members)`."""
    return make
