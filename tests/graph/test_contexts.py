"""Contexts from the file to the answer, with the vendors' own clients in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from trivium import Settings, Trivium
from trivium.adapters.errors import BadInput
from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.asked import Asked, Said
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.adapters.fakes.server import FakeServer
from trivium.adapters.secrets import Secret
from trivium.ingest.estimate import Estimate
from trivium.ingest.report import Upload

pytestmark = pytest.mark.loopback
REST = "So be it. " * 60
CLAUSES = [
    f"## Clause {n}\n\nThe {name} keeps what it was shown to itself for {n} years. {REST}"
    for n, name in enumerate(["buyer", "seller", "agent", "bank", "court"], 1)
]
TEXT = "# Agreement\n\n" + "\n\n".join(CLAUSES)
QUESTION = "How long does the agent keep what it was shown to itself?"
Opened = Callable[..., AbstractAsyncContextManager[Trivium]]


def placing(asked: Asked) -> Said:
    """Say of each clause whose it is; only the third speaks of xylophones."""
    passage = asked.prompt.rpartition("<passage>")[2]
    return Said("This binds the xylophone partner." if "agent" in passage else "This binds others.")


@pytest.fixture(params=["openai", "anthropic"])
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(vendor: str) -> Generator[FakeServer]:
    with {"openai": FakeOpenAI, "anthropic": FakeAnthropic}[vendor](placing) as running:
        yield running


@pytest.fixture
def opened(vendor: str, server: FakeServer, tmp_path: Path) -> Opened:
    """Open a Trivium that quotes, and has a model for contexts."""

    @asynccontextmanager
    async def opening(**given: Any) -> Any:
        settings = Settings(
            home=tmp_path / "home",
            model_base_url=f"{server.url}/v1" if vendor == "openai" else server.url,
            model_api_key=Secret(KEY),
            **{"model": f"{vendor}:fake-model", "model_usd_per_million_in": 2.0, **given},
        )
        async with Trivium.open(settings) as trivium:
            yield trivium

    return opening


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "agreement.md"
    made.write_text(TEXT, encoding="utf-8")
    return made


async def test_a_passage_is_found_by_its_context_and_quoted_without_it(
    opened: Opened, file: Path, server: FakeServer
) -> None:
    async with opened() as trivium:
        report = await trivium.ingest([file], contextual=True)
        hits = await trivium.search("xylophone")
        answer = await trivium.ask(QUESTION, route="retrieval")
        [document] = await trivium.documents()

    assert report.contexts is not None
    assert report.contexts.written == len(server.asked) >= 5
    assert document.status == "ready"
    assert "agent" in hits[0].passage.text
    assert hits[0].passage.about == "This binds the xylophone partner."
    assert "xylophone" not in hits[0].passage.text
    assert TEXT[hits[0].passage.start : hits[0].passage.end] == hits[0].passage.text
    assert "3 years" in answer.text
    assert "xylophone" not in answer.text
    assert all("xylophone" not in citation.quote for citation in answer.citations)
    cited = [row for row in answer.receipt.evidence if row.get("about")]
    assert "This binds the xylophone partner." in [row["about"] for row in cited]


async def test_the_document_comes_from_the_cache_for_all_passages_but_the_first(
    opened: Opened, file: Path, server: FakeServer
) -> None:
    async with opened() as trivium:
        report = await trivium.ingest([file], contextual=True)

    cached = [asked.cached for asked in server.asked]
    assert cached[0] == 0
    assert all(tokens > 0.6 * len(TEXT) / 4 for tokens in cached[1:])
    assert report.contexts is not None
    assert report.contexts.usage.cached_tokens == sum(cached)


async def test_unless_it_is_asked_for_no_model_is(
    opened: Opened, file: Path, server: FakeServer
) -> None:
    async with opened() as trivium:
        report = await trivium.ingest([file])

    assert (report.contexts, len(server.asked)) == (None, 0)


async def test_documents_that_are_in_get_theirs_with_the_next_ingest_and_pay_once(
    opened: Opened, file: Path, server: FakeServer
) -> None:
    async with opened() as trivium:
        await trivium.ingest([file])
        await trivium.ingest([file], contextual=True)
        count = len(server.asked)
        again = await trivium.ingest([file], contextual=True)
        [hit, *_] = await trivium.search("xylophone")

    assert hit.passage.about
    assert count == len(server.asked)
    assert again.contexts is not None
    assert (again.contexts.written, again.contexts.left) == (0, 0)


async def test_an_ingest_that_was_stopped_goes_on_and_pays_nothing_twice(
    opened: Opened, file: Path, server: FakeServer
) -> None:
    async with opened(contextual_requests=1) as trivium:
        fourth = Event()

        def until_the_fourth(asked: Asked) -> Said:
            if len(server.asked) >= 4:
                fourth.set()
            return placing(asked)

        server.says, server.token_s = until_the_fourth, 0.05
        running = asyncio.create_task(trivium.ingest([file], contextual=True))
        await asyncio.to_thread(fourth.wait)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    server.token_s, before = 0.0, len(server.asked)

    async with opened() as trivium:
        report = await trivium.ingest([file], contextual=True)

    prompts = [asked.prompt for asked in server.asked]
    paid = prompts[: before - 1]
    assert len(paid) == 3
    assert not set(paid) & set(prompts[before:])
    assert report.contexts is not None
    assert report.contexts.left == 0


async def test_the_cost_is_told_first_and_may_be_declined(
    opened: Opened, file: Path, server: FakeServer
) -> None:
    told: list[Estimate] = []

    def declines(estimate: Estimate) -> bool:
        told.append(estimate)
        return False

    async with opened() as trivium:
        report = await trivium.ingest([file], contextual=True, confirm=declines)
        [document] = await trivium.documents()

        assert len(server.asked) == 0
        assert document.status == "ready"
        assert told[0].passages == document.passages
        assert report.contexts is not None
        assert (report.contexts.declined, report.contexts.left) == (True, document.passages)
        await trivium.ingest([file], contextual=True, confirm=lambda estimate: True)

    read = sum(-(-len(asked.prompt) // 4) for asked in server.asked)
    assert told[0].tokens_in == pytest.approx(read, rel=0.15)


async def test_a_model_that_fails_leaves_the_documents_searchable_as_they_were(
    opened: Opened, file: Path, server: FakeServer
) -> None:
    server.fault = "unauthorised"
    async with opened() as trivium:
        report = await trivium.ingest([file], contextual=True)
        hits = await trivium.search("agent")

    assert report.contexts is not None
    assert "does not take the key" in report.contexts.stopped
    assert KEY not in report.contexts.stopped
    assert "agent" in hits[0].passage.text


async def test_with_the_setting_uploads_have_theirs_too(
    opened: Opened, vendor: str, server: FakeServer
) -> None:
    async with opened(model="", contextualiser=f"{vendor}:fake-model") as trivium:
        await trivium.add([Upload(name="agreement.md", text=TEXT)])
        await trivium._vectors.done()
        [hit, *_] = await trivium.search("xylophone")
        [document] = await trivium.documents()

    assert hit.passage.about
    assert hit.vectors > 0
    assert document.status == "ready"


async def test_without_a_model_it_says_how_to_get_one(opened: Opened, file: Path) -> None:
    async with opened(model="") as trivium:
        with pytest.raises(BadInput, match="TRIVIUM_CONTEXTUALISER"):
            await trivium.ingest([file], contextual=True)
        assert await trivium.documents() == []
