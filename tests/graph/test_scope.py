"""What one asker was told before changes nothing in what another is told: no cache leaks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trivium import Contract, Principal, Receipt, Settings, Trivium
from trivium.ingest.report import Upload
from trivium.nodes.routes import default_routes

ROOT = Path(__file__).parents[2]
PUBLIC = "The pump in the hall needs new oil every 400 hours. It was bought in 2019."
SECRET = "The pump in the cellar needs new oil every 77 hours. It was bought from Quellhaus."
QUESTIONS = ("How often does the pump need new oil?", "When was the pump bought?", "And from whom?")
ANN, BOB = Principal(user="ann", groups={"cellar"}), Principal(user="bob", groups={"hall"})
TONE = Contract(name="tone", purpose="a brisk tone", examples=("Say it briskly.",))

# Every cache of the code, and why nothing in it can reach another scope.
KEYED_BY_SCOPE = {
    "nodes/snapshots.py": "topics with newer documents, by scope and index version",
    "nodes/rates.py": "counts of a tenant's questions, by tenant",
    "adapters/stores/_nearest.py": "lines of the matrix, by scope and index version",
    "adapters/stores/_weaviate_counts.py": "counts, by scope",
    "adapters/stores/embedded.py": "counts, by scope and index version",
}
KNOWS_NO_DOCUMENTS = {
    "adapters/answerers/_model.py": "weights",
    "adapters/answerers/_worth.py": "weights",
    "adapters/checkers/_model.py": "weights",
    "adapters/fakes/caches.py": "a fake provider's own, by its cache key",
    "adapters/chat/prices.py": "prices by the name of a model",
    "adapters/plugins.py": "what installed packages add",
    "adapters/rerankers/_rarity.py": "how rare a word is in English",
    "adapters/chat/prompts.py": "the texts of prompts",
    "graph/checking.py": "members over evidence that the caller gives",
    "graph/deciding.py": "a classifier over a setting that the caller gives",
    "ingest/extract.py": "loaders",
    "nodes/routes/__init__.py": "routes",
    "nodes/rungs/__init__.py": "rungs",
}
RETURNS_ONLY_WHAT_ITS_KEY_HOLDS = {
    "adapters/_text.py": "the stem of a word",
    "adapters/_values.py": "the numbers and dates of a text",
    "adapters/checkers/_reading.py": "the sentences of a text",
    "adapters/checkers/_tables.py": "the rows of a text",
    "adapters/distinct.py": "the words of a text",
    "adapters/embedders/_remember.py": "the vector of a question",
    "adapters/rerankers/_reading.py": "where the stems of a text stand",
    "adapters/stores/_ranked_words.py": "in how many passages of the whole index a word stands",
}
CACHE = re.compile(r"@(?:functools\.)?(?:lru_)?cache\b|OrderedDict\(\)")


def test_every_cache_is_known_and_why_it_leaks_nothing() -> None:
    folders = ("adapters", "graph", "nodes", "ingest", "server", "cli")
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if CACHE.search(path.read_text("utf-8"))
    }
    known = KEYED_BY_SCOPE | KNOWS_NO_DOCUMENTS | RETURNS_ONLY_WHAT_ITS_KEY_HOLDS
    assert found - known.keys() == set(), "say above what keys it, and test it below"


@asynccontextmanager
async def opened(home: Path, secret: str = SECRET) -> AsyncIterator[Trivium]:
    settings = Settings(home=home, embedder="hashed", models=(TONE,))
    async with Trivium.open(settings) as trivium:
        for name, text, groups in (("hall", PUBLIC, ["hall"]), ("cellar", secret, ["cellar"])):
            upload = Upload(name=f"{name}.md", text=text, title="The pump")
            await trivium.add([upload], groups=groups, principal=ANN)
        await trivium.embed()
        yield trivium


async def told(trivium: Trivium, who: Principal, route: str) -> list[dict[str, Any]]:
    """Return what a conversation of `who` over this route tells them, without times and ids."""
    knobs: dict[str, Any] = {"principal": who, "route": route, "thread": route}
    return [_lasting((await trivium.ask(q, **knobs)).receipt) for q in QUESTIONS]


def _lasting(receipt: Receipt) -> dict[str, Any]:
    row = replace(receipt, id="", at=0.0, ms=0.0, steps=(), features={}).as_json()
    notes = [(step.name, step.note) for step in receipt.steps]
    return {**row, "steps": notes}


@pytest.mark.parametrize("route", [route.name for route in default_routes()])
async def test_what_another_asked_before_changes_nothing(tmp_path: Path, route: str) -> None:
    async with opened(tmp_path / "cold") as trivium:
        alone = await told(trivium, BOB, route)
    async with opened(tmp_path / "warm") as trivium:
        first = await told(trivium, ANN, route)
        assert await told(trivium, BOB, route) == alone
    assert "Quellhaus" not in str(alone)
    assert route in ("direct", "tuned") or "77 hours" in str(first)


async def test_a_search_after_anothers_search_shows_ones_own(tmp_path: Path) -> None:
    async with opened(tmp_path) as trivium:
        for who, own in ((ANN, "cellar"), (BOB, "hall"), (ANN, "cellar"), (Principal(), "")):
            hits = await trivium.search(QUESTIONS[0], principal=who)
            assert [own in hit.passage.text for hit in hits] == ([True] if own else [])
            assert (await trivium.corpus(principal=who)).documents == len(hits)


async def test_a_document_that_is_closed_is_gone_from_every_cache(tmp_path: Path) -> None:
    async with opened(tmp_path) as trivium:
        await told(trivium, ANN, "retrieval")
        left = replace(ANN, groups=frozenset())
        assert "cellar" not in str(await told(trivium, left, "retrieval"))
