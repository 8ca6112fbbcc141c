"""What is returned after a climb: the best of all attempts, and not the last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from trivium.adapters.answerers.scripted import Answer, ScriptedAnswerer
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.terms import Ask, NoAnswer

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
FALSE = "Cats can fly. [1]"
NOTHING = NoAnswer(reason="not in there")


def reworded() -> ScriptedRewriter:
    return ScriptedRewriter(lambda asked: ["Grass"])


async def test_a_worse_last_attempt_takes_nothing_back(machine: Make) -> None:
    run = await machine(
        "retrieval", [f"{SKY} [1] {FALSE}", NOTHING], texts=(SKY, GRASS), rewriter=reworded()
    )
    receipt = await run.run("sky", ladder=("rewrite",), search_limit=1)
    assert receipt.text == f"{SKY} [1]"
    assert (receipt.outcome, receipt.stopped) == ("partial", "ladder_spent")


async def test_each_attempt_is_told_what_was_kept(machine: Make) -> None:
    answerer = ScriptedAnswerer([f"{SKY} [1] {FALSE}", f"{GRASS} [1]"])
    run = await machine("retrieval", [], answerer=answerer, texts=(SKY, GRASS), rewriter=reworded())
    receipt = await run.run("sky", ladder=("rewrite",), search_limit=1)
    assert answerer.asked[1].kept == f"{SKY} [1]"
    assert receipt.text == f"{SKY} [1] {GRASS} [2]"
    assert run.left == [f"{SKY} [1]", f"{GRASS} [2]"]


async def test_passages_cited_before_a_climb_stay_in_the_receipt(machine: Make) -> None:
    answers = [f"{SKY} [1] {FALSE}", f"{GRASS} [1]"]
    run = await machine("retrieval", answers, texts=(SKY, GRASS), rewriter=reworded())
    receipt = await run.run("sky", ladder=("rewrite",), search_limit=1)
    words = {row["passage_id"]: row["text"] for row in receipt.evidence}
    assert [words[citation.passage_id] for citation in receipt.citations] == [SKY, GRASS]


@pytest.mark.parametrize("rung", ["rewrite", "widen", "stuff"])
async def test_each_rung_may_be_the_one_that_answers(machine: Make, rung: str) -> None:
    attempts: list[Ask] = []

    def second(ask: Ask) -> Answer:
        attempts.append(ask)
        return NOTHING if len(attempts) < 2 else f"{ask.passages[-1].text} [1]"

    texts = [*(f"The sky above {n} is grey." for n in range(6)), GRASS]
    run = await machine("retrieval", second, texts=texts, rewriter=reworded())
    receipt = await run.run("sky above 1", ladder=(rung,), keep=2, search_limit=3)
    assert (receipt.outcome, receipt.rungs) == ("grounded", (rung,))


async def test_the_receipt_names_every_query_and_every_rung(machine: Make) -> None:
    run = await machine("retrieval", lambda ask: NOTHING, texts=(SKY, GRASS), rewriter=reworded())
    receipt = await run.run("sky", ladder=("rewrite", "widen", "stuff"), search_limit=1, keep=1)
    assert receipt.queries == ("sky", "Grass")
    assert receipt.rungs == ("rewrite", "widen", "stuff")


async def test_reading_everything_costs_no_search(machine: Make) -> None:
    run = await machine("long_context", [f"{SKY} [1]"], texts=(SKY, GRASS))
    receipt = await run.run()
    assert run.nodes.count("gather") == 1
    assert receipt.queries == ()


async def test_a_rung_after_reading_everything_searches_for_the_question_too(
    machine: Make,
) -> None:
    run = await machine(
        "long_context", [NOTHING, f"{GRASS} [1]"], rewriter=reworded(), texts=(SKY, GRASS)
    )
    receipt = await run.run("sky", ladder=("rewrite",), keep=1)
    assert receipt.queries == ("Grass", "sky")
    assert receipt.stopped == "settled"
