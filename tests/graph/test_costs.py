"""What a question costs, before and after, and what the next one is told of the cache."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from trivium import Principal, Settings, Trivium
from trivium.adapters.chat.marks import NOT_THERE
from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.adapters.fakes.quoting import Quoting
from trivium.adapters.meter import FILE
from trivium.adapters.secrets import Secret

pytestmark = pytest.mark.loopback
QUESTIONS = ("When does the harbour close?", "What does a berth cost?", "Who checks the ropes?")
RULES = (
    "The harbour closes at ten in the evening. A berth costs 40 euros a night. "
    "The harbour master checks the ropes each morning. "
)


@pytest.fixture
def server() -> Generator[FakeOpenAI]:
    with FakeOpenAI(Quoting(not_there=NOT_THERE, sentences=1)) as running:
        yield running


def settings(server: FakeOpenAI | FakeAnthropic, home: Path, name: str = "openai") -> Settings:
    return Settings(
        home=home,
        answerer="chat",
        model=f"{name}:fake-model",
        model_base_url=server.url + ("/v1" if name == "openai" else ""),
        model_api_key=Secret(KEY),
        model_usd_per_million_in=2.0,
        model_usd_per_million_out=8.0,
        model_usd_per_million_cached=0.2,
        deadline_s=300.0,
    )


async def filled(trivium: Trivium, folder: Path) -> None:
    file = folder / "harbour.md"
    filler = "".join(f"Rule {n} says that pier {n} is swept on day {n}. " for n in range(200))
    file.write_text(RULES + filler, encoding="utf-8")
    await trivium.ingest([file])


@pytest.fixture
async def trivium(server: FakeOpenAI, tmp_path: Path) -> AsyncGenerator[Trivium]:
    async with Trivium.open(settings(server, tmp_path / "home")) as opened:
        await filled(opened, tmp_path)
        yield opened


async def test_a_receipt_has_the_estimate_and_the_providers_own_figures(trivium: Trivium) -> None:
    receipt = (await trivium.ask(QUESTIONS[0], route="long_context")).receipt
    [step] = [step for step in receipt.steps if step.name == "answer"]

    assert receipt.expected_in == step.expected_in == pytest.approx(receipt.tokens_in, rel=0.05)
    assert receipt.expected_out > 0
    assert receipt.cost_usd == pytest.approx((2 * receipt.tokens_in + 8 * receipt.tokens_out) / 1e6)
    assert receipt.expected_usd == pytest.approx(
        (2 * receipt.expected_in + 8 * receipt.expected_out) / 1e6
    )


async def test_what_came_from_the_cache_is_told_and_the_next_choice_knows_it(
    trivium: Trivium,
) -> None:
    first, second, third = [
        (await trivium.ask(question, route="long_context")).receipt for question in QUESTIONS
    ]

    assert "cache_hit_rate" not in first.features
    assert first.features["cache_warm"] != 1.0
    assert second.features["cache_warm"] == 1.0
    assert (first.cached_tokens, second.cached_tokens > 0.9 * second.tokens_in) == (0, True)
    assert second.cost_usd < first.cost_usd / 3
    seen = (1 + second.cached_tokens / second.tokens_in) / 2  # one full hit is added
    assert third.features["cache_hit_rate"] == pytest.approx(seen, abs=1e-3)
    assert third.features["cache_warm"] == third.features["cache_hit_rate"]
    assert third.expected_usd < first.expected_usd / 3


async def test_another_scope_is_told_nothing_of_it(trivium: Trivium) -> None:
    for question in QUESTIONS:
        await trivium.ask(question, route="long_context")

    bob = Principal(user="bob", groups=frozenset({"legal"}))
    receipt = (await trivium.ask(QUESTIONS[0], route="long_context", principal=bob)).receipt

    assert "cache_hit_rate" not in receipt.features
    assert receipt.features["cache_warm"] == 0.0
    assert receipt.cached_tokens == 0


async def test_a_changed_document_is_another_prefix(trivium: Trivium, tmp_path: Path) -> None:
    for question in QUESTIONS:
        await trivium.ask(question, route="long_context")
    (tmp_path / "new.md").write_text("The pilot boat is red.", encoding="utf-8")
    await trivium.ingest([tmp_path / "new.md"])

    receipt = (await trivium.ask(QUESTIONS[0], route="long_context")).receipt

    assert "cache_hit_rate" not in receipt.features


async def test_a_server_that_is_started_again_still_knows(
    trivium: Trivium, server: FakeOpenAI, tmp_path: Path
) -> None:
    for question in QUESTIONS[:2]:
        await trivium.ask(question, route="long_context")
    await trivium.services.meter.save()

    async with Trivium.open(settings(server, tmp_path / "home")) as again:
        receipt = (await again.ask(QUESTIONS[2], route="long_context")).receipt

    assert receipt.features["cache_hit_rate"] > 0.9  # type: ignore[operator]
    kept = (tmp_path / "home" / FILE).read_text()
    assert json.loads(kept)["models"]["openai:fake-model"]
    assert "harbour" not in kept


async def test_what_is_searched_is_not_marked_for_a_cache_that_costs_more(tmp_path: Path) -> None:
    with FakeAnthropic(Quoting(not_there=NOT_THERE, sentences=1)) as server:
        async with Trivium.open(settings(server, tmp_path / "home", "anthropic")) as trivium:
            await filled(trivium, tmp_path)
            for route in ("retrieval", "long_context"):
                await trivium.ask(QUESTIONS[0], route=route)

        marked = ["cache_control" in str(asked.body["messages"]) for asked in server.asked]

    assert marked == [False, True]


async def test_documents_that_a_search_chose_stand_in_its_order(
    server: FakeOpenAI, tmp_path: Path
) -> None:
    from dataclasses import replace

    small = replace(settings(server, tmp_path / "home"), window_tokens=3_000)
    async with Trivium.open(small) as trivium:
        await filled(trivium, tmp_path)
        for question in QUESTIONS[:2]:
            await trivium.ask(question, route="long_context")

    keys = [asked.body["prompt_cache_key"] for asked in server.asked]
    async with Trivium.open(settings(server, tmp_path / "home")) as trivium:
        await trivium.ask(QUESTIONS[0], route="long_context")

    assert keys[0] == keys[1] != server.asked[-1].body["prompt_cache_key"]
