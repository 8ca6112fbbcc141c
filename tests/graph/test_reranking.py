"""A reranker of somebody else's inside a question: it may fail, hang and lie; the answer comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest

from trivium.adapters._cohere import Cohere
from trivium.adapters._pause import Pause
from trivium.adapters.cohere_server import KEY, CohereServer, Fault
from trivium.adapters.rerankers.cohere import CohereReranker, Prices
from trivium.adapters.rerankers.scripted import ScriptedReranker
from trivium.adapters.secrets import Secret
from trivium.adapters.terms import Hit, Reranked, Usage

from .conftest import GRASS, SKY, Machine

HARMLESS = ("", "slow", "bad_spans", "wrong_dimensions")
FAULTS = [fault for fault in get_args(Fault) if fault not in HARMLESS]
TEXTS = (f"{GRASS} It has been raining.", f"{SKY} {GRASS}", "Snow is white.")


@pytest.fixture(scope="module")
def server() -> Generator[CohereServer]:
    with CohereServer() as running:
        yield running


@pytest.fixture
async def cohere(server: CohereServer) -> AsyncGenerator[CohereReranker]:
    server.fault = ""
    client = Cohere(Secret(KEY), server.url, pause=Pause("Cohere", after=99))
    prices = Prices(searches=2.0, tokens=0.05)
    yield CohereReranker(client, "rerank-v5.0-pro", prices=prices)
    await client.close()


async def asked(machine: Any, reranker: Any, **knobs: Any) -> tuple[Machine, Any]:
    run = await machine("retrieval", [f"{SKY} [1]"], texts=TEXTS, reranker=reranker)
    return run, await run.run("What colour is the sky?", **knobs)


def evidence(run: Machine) -> list[str]:
    (event,) = [event for event in run.events if event["type"] == "evidence"]
    return [row["quote"] for row in event["passages"]]


@pytest.mark.loopback
async def test_what_it_puts_first_is_the_first_evidence(
    machine: Any, cohere: CohereReranker
) -> None:
    run, receipt = await asked(machine, cohere)

    assert evidence(run)[0] == TEXTS[1]
    assert receipt.degraded == ()
    assert receipt.members["reranker"] == "cohere/rerank-v5.0-pro"


@pytest.mark.loopback
async def test_its_bill_is_in_the_receipt(machine: Any, cohere: CohereReranker) -> None:
    _, receipt = await asked(machine, cohere)

    (step,) = [step for step in receipt.steps if step.name == "rerank"]
    assert step.cost_usd == receipt.cost_usd > 0
    assert step.member == "cohere/rerank-v5.0-pro"


@pytest.mark.loopback
@pytest.mark.parametrize("fault", FAULTS)
async def test_when_it_fails_or_lies_the_question_goes_on_without_it(
    machine: Any, cohere: CohereReranker, server: CohereServer, fault: Fault
) -> None:
    plain, _ = await asked(machine, ScriptedReranker())
    server.fault = fault

    run, receipt = await asked(machine, cohere, deadline_s=4.0)

    assert receipt.degraded == ("no_rerank",)
    assert receipt.outcome == "grounded"
    assert evidence(run) == evidence(plain)
    (step,) = [step for step in receipt.steps if step.name == "rerank"]
    assert "in the search's order: " in step.note
    assert KEY not in str(receipt)


class Stuck:
    name = "stuck"

    async def rerank(self, question: str, hits: Sequence[Hit], **_: Any) -> Reranked:
        await asyncio.sleep(3600)
        raise AssertionError


async def test_one_that_hangs_leaves_most_of_the_time_to_the_answer(machine: Any) -> None:
    begun = time.monotonic()

    _, receipt = await asked(machine, Stuck(), deadline_s=2.0)

    assert receipt.outcome == "grounded"
    assert receipt.degraded == ("no_rerank",)
    assert time.monotonic() - begun < 1.5


async def test_what_costs_nothing_names_nobody_in_its_step(machine: Any) -> None:
    _, receipt = await asked(machine, ScriptedReranker())

    (step,) = [step for step in receipt.steps if step.name == "rerank"]
    assert (step.cost_usd, step.member) == (0.0, "")


async def test_the_money_it_costs_counts_against_the_budget(machine: Any) -> None:
    dear = ScriptedReranker(usage=Usage(cost_usd=0.5, member="dear"))

    _, receipt = await asked(machine, dear, max_cost_usd=0.4)

    assert (receipt.outcome, receipt.stopped) == ("budget_exhausted", "money")


class Dear(ScriptedReranker):
    def estimate_usd(self, hits: Sequence[Hit]) -> float:
        return 0.5


async def test_one_that_costs_more_than_is_left_is_not_asked(machine: Any) -> None:
    dear = Dear()

    _, receipt = await asked(machine, dear, max_cost_usd=0.4)

    assert dear.asked == []
    assert receipt.degraded == ("no_rerank",)
    assert receipt.outcome == "grounded"


class Pointing:
    """Points at the sentence that answers."""

    name = "pointing"

    async def rerank(self, question: str, hits: Sequence[Hit], **_: Any) -> Reranked:
        return Reranked(
            hits=[
                replace(hit, spans=((0, len(SKY)),))
                for hit in hits
                if hit.passage.text.startswith(SKY)
            ]
        )


async def test_a_citation_without_a_verdicts_span_shows_the_rerankers(machine: Any) -> None:
    _, receipt = await asked(machine, Pointing(), mode="off")

    assert [citation.quote for citation in receipt.citations] == [SKY]
