"""Why a climb ends: every reason in `stopped` is the end of some run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from trivium.adapters.answerers.scripted import Answer
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.terms import Ask, NoAnswer, Usage

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
FALSE = "Cats can fly. [1]"
NOTHING = NoAnswer(reason="not in there")
LADDER = ("rewrite", "widen", "stuff")


def reworded() -> ScriptedRewriter:
    return ScriptedRewriter(lambda asked: ["Grass"])


async def test_settled_when_every_claim_of_an_answer_holds(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY} [1]"])
    receipt = await run.run(ladder=LADDER)
    assert (receipt.stopped, receipt.outcome, receipt.rungs) == ("settled", "grounded", ())


async def test_settled_on_a_rung_climbs_no_further(machine: Make) -> None:
    run = await machine("retrieval", _after(1), texts=(SKY, GRASS), rewriter=reworded())
    receipt = await run.run("sky", ladder=LADDER, search_limit=1)
    assert (receipt.stopped, receipt.rungs) == ("settled", ("rewrite",))


def _after(failures: int) -> Callable[[Ask], Answer]:
    """Fail so often, then say what the evidence holds."""
    asked: list[Ask] = []

    def answer(ask: Ask) -> Answer:
        asked.append(ask)
        return NOTHING if len(asked) <= failures else f"{ask.passages[0].text} [1]"

    return answer


async def test_ladder_spent_when_new_evidence_came_and_nothing_held(machine: Make) -> None:
    run = await machine("retrieval", lambda ask: NOTHING, texts=(SKY, GRASS), rewriter=reworded())
    receipt = await run.run("sky", ladder=("rewrite",), search_limit=1)
    assert receipt.stopped == "ladder_spent"
    assert receipt.outcome == "abstained_no_evidence"


async def test_no_progress_when_no_rung_finds_anything_else(machine: Make) -> None:
    run = await machine("retrieval", [NOTHING], texts=(SKY,))
    receipt = await run.run(ladder=LADDER)
    assert receipt.stopped == "no_progress"


async def test_no_progress_without_a_ladder(machine: Make) -> None:
    run = await machine("retrieval", [FALSE])
    receipt = await run.run(ladder=())
    assert (receipt.stopped, receipt.outcome) == ("no_progress", "abstained_unsupported")


async def test_no_rung_is_climbed_where_nothing_at_all_is_found(machine: Make) -> None:
    run = await machine("retrieval", lambda ask: NOTHING, texts=())
    receipt = await run.run(ladder=("widen", "stuff"))
    assert (receipt.stopped, receipt.rungs) == ("no_progress", ())


async def test_deadline_on_a_rung_keeps_what_was_verified(machine: Make) -> None:
    class Slow(ScriptedRewriter):
        async def rewrite(self, question: str, **given: Any) -> list[str]:
            await asyncio.sleep(3600)
            return []

    run = await machine("retrieval", [f"{SKY} [1] {FALSE}"], rewriter=Slow())
    receipt = await run.run(ladder=LADDER, deadline_s=0.3)
    assert (receipt.stopped, receipt.outcome) == ("deadline", "budget_exhausted")
    assert receipt.text == f"{SKY} [1]"


class Dear:
    """An answerer whose every attempt fails and is paid for."""

    name = "dear"

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    async def answer(self, ask: Ask) -> Any:
        yield FALSE
        yield self._usage


@pytest.mark.parametrize(
    ("stopped", "usage", "limits"),
    [
        ("tokens", Usage(tokens_in=600, tokens_out=20), {"max_tokens": 1000}),
        ("money", Usage(cost_usd=0.3), {"max_cost_usd": 0.5}),
    ],
)
async def test_what_a_first_attempt_left_of_the_budget_is_all_that_a_rung_may_use(
    machine: Make, stopped: str, usage: Usage, limits: dict[str, Any]
) -> None:
    run = await machine(
        "retrieval", [], answerer=Dear(usage), texts=(SKY, GRASS), rewriter=reworded()
    )
    receipt = await run.run("sky", ladder=LADDER, search_limit=1, **limits)
    assert (receipt.stopped, receipt.outcome) == (stopped, "budget_exhausted")
    assert receipt.rungs[0] == "rewrite"
