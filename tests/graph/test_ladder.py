"""What happens when a check fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from trivium.adapters.answerers.scripted import Answer, ScriptedAnswerer
from trivium.adapters.errors import UnknownName
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.terms import Ask, NoAnswer

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
NOTHING = NoAnswer(reason="not in there")


async def test_rewrite_asks_again_in_other_words_and_continues_what_was_verified(
    machine: Make,
) -> None:
    def answer(ask: Ask) -> Answer:
        if ask.kept:
            return f"{GRASS} [1]"
        return f"{SKY} [1] Cats can fly. [1]"

    reworded = ScriptedRewriter(lambda asked: ["Grass"])
    texts = (SKY, GRASS)
    run = await machine("retrieval", answer, texts=texts, rewriter=reworded)
    receipt = await run.run("sky", ladder=("rewrite",))
    assert run.left == ["The sky is blue. [1]", "Grass is green. [2]"]
    assert receipt.rungs == ("rewrite",)
    assert receipt.queries == ("sky", "Grass")
    assert reworded.asked[0].failed == ("Cats can fly.",)
    assert receipt.outcome == "grounded"


async def test_a_query_that_was_tried_is_never_tried_again(machine: Make) -> None:
    stubborn = ScriptedRewriter(lambda asked: ["WHAT COLOUR is the sky?"])
    run = await machine("retrieval", [NOTHING], rewriter=stubborn)
    receipt = await run.run(ladder=("rewrite",))
    assert receipt.rungs == ()
    assert receipt.stopped == "no_progress"


async def test_widen_looks_at_more(machine: Make) -> None:
    texts = [f"The sky above {n} is grey." for n in range(6)]
    run = await machine("retrieval", [NOTHING], texts=texts)
    await run.run("sky", ladder=("widen",), keep=2, search_limit=3)
    shown = [len(e["passages"]) for e in run.events if e["type"] == "evidence"]
    assert shown == [2, 4]


async def test_stuff_reads_the_likeliest_documents_whole(machine: Make) -> None:
    run = await machine("retrieval", [NOTHING, f"{SKY} [1]"], texts=(SKY, GRASS))
    receipt = await run.run("sky", ladder=("stuff",), keep=1, search_limit=1)
    assert run.nodes.count("gather") == 1
    assert receipt.rungs == ("stuff",)


async def test_the_same_evidence_is_not_answered_from_twice(machine: Make) -> None:
    answerer = ScriptedAnswerer([NOTHING])
    run = await machine("retrieval", [], answerer=answerer)
    receipt = await run.run(ladder=("widen", "stuff"))
    assert len(answerer.asked) == 1
    assert receipt.rungs == ("widen", "stuff")
    assert receipt.stopped == "no_progress"


async def test_the_order_of_the_rungs_is_a_setting(machine: Make) -> None:
    run = await machine("retrieval", [NOTHING])
    receipt = await run.run(ladder=("stuff", "widen"))
    assert receipt.rungs == ("stuff", "widen")


async def test_a_rung_that_does_not_exist_is_named(machine: Make) -> None:
    run = await machine("retrieval", [NOTHING])
    with pytest.raises(UnknownName, match="jump"):
        await run.run(ladder=("jump",))
