"""The whole machine with a language model behind a vendor's protocol."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import pytest

from trivium import Settings, Trivium, build_graph
from trivium.adapters.chat.marks import NOT_THERE
from trivium.adapters.fakes.faults import Fault
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.adapters.fakes.quoting import Quoting
from trivium.adapters.secrets import Secret
from trivium.adapters.terms import Contract

pytestmark = pytest.mark.loopback
TEXT = """# Rules

The harbour closes at ten in the evening. Ships wait outside until the pilot boat comes out.

A berth costs 40 euros a night. It is paid at the harbour office before noon.
"""
QUESTION = "When does the harbour close?"
LABELS = Contract(
    name="labels",
    purpose="labels requests by urgency",
    examples=("Label this: the pier is on fire", "Label this: a rope is missing"),
    model="openai:fake-model",
    schema={"type": "object", "properties": {"label": {"enum": ["high", "low"]}}},
)


@pytest.fixture
def server() -> Generator[FakeOpenAI]:
    with FakeOpenAI(Quoting(not_there=NOT_THERE, sentences=1)) as running:
        yield running


@pytest.fixture
async def trivium(server: FakeOpenAI, tmp_path: Path) -> AsyncGenerator[Trivium]:
    chat = {name: "chat" for name in ("answerer", "classifier", "rewriter", "checker")}
    settings = Settings(
        home=tmp_path / "home",
        model="openai:fake-model",
        model_base_url=f"{server.url}/v1",
        model_api_key=Secret(KEY),
        model_usd_per_million_in=2.0,
        model_usd_per_million_out=8.0,
        models=(LABELS,),
        **chat,
    )
    file = tmp_path / "harbour.md"
    file.write_text(TEXT, encoding="utf-8")
    async with Trivium.open(settings) as opened:
        await opened.ingest([file])
        yield opened


async def test_a_grounded_answer_is_one_call_at_the_providers_own_count(
    trivium: Trivium, server: FakeOpenAI
) -> None:
    answer = await trivium.ask(QUESTION)

    assert "closes at ten in the evening" in answer.text
    assert answer.outcome == "grounded"
    assert len(server.asked) == 1
    usage = answer.receipt
    assert usage.tokens_in == -(-len(server.asked[0].prompt) // 4)
    assert usage.cost_usd == pytest.approx((2 * usage.tokens_in + 8 * usage.tokens_out) / 1e6)


@pytest.mark.parametrize("route", ["retrieval", "long_context"])
@pytest.mark.parametrize(
    "fault", ["down", "rate_limited", "hang", "empty", "not_json", "unauthorised", "too_long"]
)
async def test_where_the_model_fails_the_documents_are_quoted_and_it_says_so(
    trivium: Trivium, server: FakeOpenAI, fault: Fault, route: Any
) -> None:
    server.fault = fault

    answer = await trivium.ask(QUESTION, route=route, deadline_s=3.0)

    assert answer.outcome == "grounded"
    assert "closes at ten" in answer.text
    assert "fallback_model" in answer.degraded


@pytest.mark.parametrize("fault", ["dropped", "ended", "hang_within", "error_within"])
async def test_behind_an_answer_that_breaks_off_the_documents_are_quoted(
    trivium: Trivium, server: FakeOpenAI, fault: Fault
) -> None:
    server.fault = fault

    answer = await trivium.ask(QUESTION, deadline_s=4.0)

    assert "model_broke_off" in answer.degraded
    assert answer.outcome == "grounded"
    assert answer.text.startswith("The harbour closes at ten in the evening. [1]")


async def test_whole_documents_begin_the_next_question_with_the_same_bytes(
    trivium: Trivium, server: FakeOpenAI
) -> None:
    for question in (QUESTION, "What does a berth cost?"):
        await trivium.ask(question, route="long_context")

    first, second = (asked for asked in server.asked if asked.form is None)
    shared = first.prompt[: first.prompt.index("<question>")]
    assert "</documents>" in shared
    assert second.prompt.startswith(shared)
    assert first.body["prompt_cache_key"] == second.body["prompt_cache_key"]


async def test_what_the_model_makes_up_does_not_leave(trivium: Trivium, server: FakeOpenAI) -> None:
    server.says = ["The harbour closes at ten in the evening [1]. It was built by giants in 1702."]

    answer = await trivium.ask(QUESTION)

    assert "ten in the evening" in answer.text
    assert "giants" not in answer.text


async def test_no_word_of_the_model_passes_by_the_checker_in_langgraphs_own_stream(
    trivium: Trivium, server: FakeOpenAI
) -> None:
    graph = build_graph(trivium.services)

    parts = [p async for p in graph.astream({"question": QUESTION}, stream_mode="messages")]  # type: ignore[call-overload]

    assert len(server.asked) == 1
    assert parts == []


async def test_a_tuned_model_keeps_its_form_or_another_answers(
    trivium: Trivium, server: FakeOpenAI
) -> None:
    server.says = ["nonsense", '{"label": "high"}']

    answer = await trivium.ask("Label this: the pier is on fire", model="labels", mode="off")

    assert answer.text.startswith('{"label": "high"}')
    assert "model_form" in answer.degraded
    assert len([asked for asked in server.asked if asked.form is None]) == 2
