"""Runs of the whole machine in which one model fails in one way, along one route."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, get_args

from trivium import Contract, Document, Passage, Services, Settings, Trivium, Verdict
from trivium.adapters.base import Parts
from trivium.adapters.chat.model import chat_model
from trivium.adapters.chat.structured import Structured
from trivium.adapters.checkers.chat import ChatChecker
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.errors import TriviumError
from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.faults import Fault
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.adapters.fakes.server import FakeServer
from trivium.adapters.ledgers.memory import MemoryLedger
from trivium.adapters.load import members
from trivium.adapters.secrets import Secret
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Corpus, Scope, Turn, digest
from trivium.cli.checks import FAMILIES
from trivium.graph.wiring import close, services_from
from trivium.nodes.routes import default_routes

TUNED = "tuned"
NO_QUESTIONS = {"contextualiser"}  # asked while documents come in
ASKED = [key for key, family in FAMILIES.items() if "chat" in members(family)]
ROLES = (*(key for key in ASKED if key not in NO_QUESTIONS), TUNED)
ROUTES = tuple(route.name for route in default_routes())
FAULTS: tuple[Fault, ...] = get_args(Fault)
VENDORS: dict[str, type[FakeServer]] = {"openai": FakeOpenAI, "anthropic": FakeAnthropic}
BUDGET = {"deadline_s": 5.0, "model_timeout_s": 0.3}
HANGS_S = 60.0  # far beyond any budget
TEXT = "The harbour closes at ten in the evening. Ships wait outside until the pilot boat comes."
# What each role is asked about: the local member answers everything else by itself.
OPEN, POINTS = "good lunch ideas for the office", "Is that different?"
HISTORY = (
    Turn(role="user", content="What did they decide?"),
    Turn(role="assistant", content="Several things were decided. [1]"),
)
_LABELS = Contract(name="labels", purpose="labels requests", examples=("Label this: fire",))


@dataclass(frozen=True)
class Cell:
    """One combination, and how its run ended: with a receipt's events, or with an error."""

    fault: Fault
    role: str
    route: str
    events: Sequence[dict[str, Any]] = ()
    kept: str = ""
    error: TriviumError | None = None
    asked: int = 0

    @property
    def end(self) -> dict[str, Any]:
        return self.events[-1]


class Large(MemoryStore):
    """Says that it holds more than a model reads, so that searching and reading differ."""

    async def corpus(self, scope: Scope) -> Corpus:
        return replace(await super().corpus(scope), tokens=5_000_000, documents=900)


async def cells(
    server: FakeServer, vendor: str, fault: Fault, pairs: Sequence[tuple[str, str]], home: Path,
    **settings: Any,
) -> list[Cell]:  # fmt: skip
    """Run these pairs of role and route at one time, the role's model failing in this way."""
    server.fault = fault
    runs = (_cell(server, vendor, fault, pair, home, settings) for pair in pairs)
    return await asyncio.gather(*runs)


async def _cell(
    server: FakeServer, vendor: str, fault: Fault, pair: tuple[str, str], home: Path,
    given: dict[str, Any],
) -> Cell:  # fmt: skip
    role, route = pair
    failing = f"failing-{role}-{route}-{fault}"
    models = {role: f"{vendor}:{failing}"}
    contract = replace(_LABELS, model=models.pop(TUNED, ""))
    settings = Settings(
        home=home, models=(contract,), model_base_url=_address(server, vendor),
        model_api_key=Secret(KEY), **{**models, **BUDGET, **given},
    )  # fmt: skip
    services = await _services(settings, role)
    trivium = Trivium.open(settings, services)
    question = {"classifier": OPEN, "rewriter": POINTS}.get(role, "When does the harbour close?")
    cell = Cell(fault, role, route)
    try:
        async with asyncio.timeout(HANGS_S):
            events: list[Any] = [
                event
                async for event in trivium.stream(
                    question, route=route, model=_model(route), history=HISTORY[: 2 * _told(role)]
                )
            ]
    except TriviumError as error:
        return replace(cell, error=error, asked=_asked(server, failing))
    finally:
        await close(services)
    kept = await services.ledger.receipt(settings.principal, events[-1]["id"])
    text = json.dumps(kept.as_json()) if kept else ""
    return replace(cell, events=events, kept=text, asked=_asked(server, failing))


async def _services(settings: Settings, role: str) -> Services:
    """Wire the members as always, over documents in memory; let a failing checker doubt."""
    store = Large()
    id_ = digest("harbour")
    document = Document(id=id_, title="Rules", source="harbour", version="1", tokens=20)
    passage = Passage(
        id=f"{id_}:0", document_id=id_, version="1", ordinal=0, start=0, end=len(TEXT), text=TEXT
    )
    await store.put(document, TEXT, [passage])
    made = replace(services_from(settings), store=store, ledger=MemoryLedger())
    if role != "checker":
        return made
    options = {**asdict(settings), "model_argument": settings.checker}
    model = Structured(chat_model(Parts(home=settings.home, options=options).options))
    return replace(made, checker=ChatChecker(ScriptedChecker(_doubtful), model))


def _doubtful(claim: str, evidence: Sequence[Passage]) -> Verdict:
    return Verdict(claim=claim, label="unsupported", score=0.4, reason="doubtful")


def _address(server: FakeServer, vendor: str) -> str:
    return f"{server.url}/v1" if vendor == "openai" else server.url


def _asked(server: FakeServer, model: str) -> int:
    return sum(asked.model == model for asked in server.asked)


def _model(route: str) -> str:
    return _LABELS.name if next(r for r in default_routes() if r.name == route).tuned else ""


def _told(role: str) -> int:
    return int(role == "rewriter")
