"""Every way a budget runs out, and what is returned then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

import pytest

from trivium import Context, Question
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.price import Price
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Ask, NoAnswer, Turn, Usage
from trivium.graph.builder import build_graph
from trivium.nodes.finish import OUT_OF_TIME

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
OVER = ("budget_exhausted", "deadline")


async def forever(*given: Any, **named: Any) -> Any:
    await asyncio.sleep(3600)


def hanging(kind: type, verb: str, *given: Any) -> Any:
    member = kind(*given)
    setattr(member, verb, forever)
    return member


async def in_time(run: Any, deadline_s: float = 0.2, **knobs: Any) -> Any:
    start = perf_counter()
    receipt = await run.run(deadline_s=deadline_s, **knobs)
    assert perf_counter() - start < 5
    return receipt


async def test_a_classifier_that_hangs_ends_the_run_on_the_safe_route(machine: Make) -> None:
    classifier = hanging(ScriptedClassifier, "classify", lambda *_: "retrieval")
    run = await machine("retrieval", [SKY], classifier=classifier)
    receipt = await in_time(run)
    assert (receipt.outcome, receipt.stopped) == OVER
    assert receipt.route == "retrieval"
    assert receipt.text == OUT_OF_TIME
    assert "search" not in run.nodes


async def test_a_rewriter_that_hangs_over_a_follow_up_ends_the_run(machine: Make) -> None:
    rewriter = hanging(ScriptedRewriter, "condense", [])
    run = await machine("retrieval", [SKY], rewriter=rewriter)
    history = [Turn(role="user", content="Hi"), Turn(role="assistant", content="Yes?")]
    asked = Question(question="And the sky?", history=history)
    context = Context(deadline_s=0.2)
    graph = build_graph(run.services)
    events = [e async for e in graph.astream(asked, context=context, stream_mode="custom")]
    assert [e["type"] for e in events if e["type"] != "step"][:2] == ["started", "routed"]
    assert events[-1]["outcome"] == "budget_exhausted"


async def test_a_rewriter_that_hangs_on_the_ladder_ends_the_run(machine: Make) -> None:
    rewriter = hanging(ScriptedRewriter, "rewrite", [])
    run = await machine("retrieval", [f"{SKY} [1] Cats can fly."], rewriter=rewriter)
    receipt = await in_time(run, ladder=("rewrite", "widen"))
    assert (receipt.outcome, receipt.stopped) == OVER
    assert receipt.text == f"{SKY} [1]"


async def test_a_checker_that_hangs_lets_nothing_unchecked_out(machine: Make) -> None:
    run = await machine("retrieval", [SKY], checker=hanging(ScriptedChecker, "check"))
    receipt = await in_time(run)
    assert (receipt.outcome, receipt.stopped) == OVER
    assert receipt.text == OUT_OF_TIME


async def test_an_answerer_that_ignores_its_end_is_not_heard_any_more(machine: Make) -> None:
    class Stubborn:
        name = "stubborn"

        async def answer(self, ask: Ask) -> Any:
            yield f"{SKY} [1] And "
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                await asyncio.sleep(0.3)
            yield f"so. {GRASS} Yes."

    run = await machine("retrieval", [], answerer=Stubborn())
    receipt = await in_time(run)
    await asyncio.sleep(0.4)
    assert receipt.text == f"{SKY} [1]"
    assert run.events[-1]["type"] == "finished"
    assert run.left == [f"{SKY} [1]"]


async def test_a_step_that_cannot_end_in_time_does_not_begin(machine: Make) -> None:
    now = [100.0]

    def late(question: str, setting: Any) -> str:
        now[0] += 0.99
        return "retrieval"

    answerer = ScriptedAnswerer([SKY])
    run = await machine(
        "retrieval", [], classifier=ScriptedClassifier(late), clock=lambda: now[0],
        answerer=answerer,
    )  # fmt: skip
    receipt = await run.run(deadline_s=1.0)
    assert (receipt.outcome, receipt.stopped) == OVER
    assert answerer.asked == []
    notes = {step.name: step.note for step in receipt.steps}
    assert notes["search"] == "not begun: out of time"


async def test_what_is_cut_off_goes_straight_to_the_end(machine: Make) -> None:
    store = hanging(MemoryStore, "search")
    run = await machine("retrieval", [SKY], store=store)
    receipt = await in_time(run)
    assert (receipt.outcome, receipt.stopped) == OVER
    assert run.nodes[-2:] == ["search", "finish"]


async def test_an_attempt_too_dear_for_the_rest_does_not_begin(machine: Make) -> None:
    class Dear(ScriptedAnswerer):
        price = Price(read=1000, written=1000)

    answerer = Dear([SKY])
    run = await machine("retrieval", [], answerer=answerer)
    receipt = await run.run(max_cost_usd=0.01)
    assert (receipt.outcome, receipt.stopped) == ("budget_exhausted", "money")
    assert answerer.asked == []


async def test_evidence_that_cannot_be_read_for_its_tokens_ends_the_run(machine: Make) -> None:
    run = await machine("retrieval", [SKY], texts=(f"{SKY} " * 100,))
    receipt = await run.run(max_tokens=150)
    assert (receipt.outcome, receipt.stopped) == ("budget_exhausted", "tokens")


async def test_what_is_left_is_passed_to_the_answerer(machine: Make) -> None:
    answerer = ScriptedAnswerer([SKY])
    run = await machine("retrieval", [], answerer=answerer)
    await run.run(max_tokens=200, deadline_s=5.0)
    [ask] = answerer.asked
    assert 4 < ask.timeout_s < 5
    read = 6 + 8  # the question and the passage, four characters a token
    assert ask.max_tokens == 200 - read


async def test_an_answerer_stopped_before_it_told_is_charged_by_the_estimate(machine: Make) -> None:
    class Priced(ScriptedAnswerer):
        price = Price(read=1_000_000, written=0)

    run = await machine("retrieval", [], answerer=Priced(["Cats can fly. And more of it."]))
    receipt = await run.run()
    assert receipt.tokens_in == 6 + 8
    assert receipt.tokens_out > 0
    assert receipt.cost_usd == pytest.approx(14)


async def test_spent_money_ends_the_climb_with_what_was_verified(machine: Make) -> None:
    class Dear:
        name = "dear"

        async def answer(self, ask: Ask) -> Any:
            yield f"{SKY} [1]"
            yield NoAnswer(reason="no more")
            yield Usage(cost_usd=0.5, member="dear")

    run = await machine("retrieval", [], answerer=Dear())
    receipt = await run.run(max_cost_usd=0.4, ladder=("widen",))
    assert (receipt.outcome, receipt.stopped) == ("budget_exhausted", "money")
    assert receipt.text == f"{SKY} [1]"
    assert receipt.rungs == ()


async def test_an_answer_that_was_verified_whole_stands_even_on_the_last_of_the_budget(
    machine: Make,
) -> None:
    class Dear:
        name = "dear"

        async def answer(self, ask: Ask) -> Any:
            yield f"{SKY} [1]"
            yield Usage(cost_usd=0.5, member="dear")

    run = await machine("retrieval", [], answerer=Dear())
    receipt = await run.run(max_cost_usd=0.4)
    assert (receipt.outcome, receipt.stopped) == ("grounded", "settled")


async def test_at_the_first_unsupported_sentence_the_answerer_is_stopped(machine: Make) -> None:
    said: list[str] = []

    class Talking:
        name = "talking"

        async def answer(self, ask: Ask) -> Any:
            try:
                for sentence in (SKY, "Cats can fly.", GRASS, GRASS, GRASS):
                    said.append(sentence)
                    yield f"{sentence} [1] "
            finally:
                said.append("closed")

    run = await machine("retrieval", [], answerer=Talking())
    receipt = await run.run()
    assert said == [SKY, "Cats can fly.", GRASS, "closed"]
    assert receipt.text == f"{SKY} [1]"


async def test_leaving_the_stream_closes_the_answerer_and_nothing_goes_on(
    machine: Make, tmp_path: Any
) -> None:
    from trivium import Settings, Trivium

    closed = asyncio.Event()

    class Endless:
        name = "endless"

        async def answer(self, ask: Ask) -> Any:
            try:
                yield f"{SKY} [1] Next "
                await asyncio.sleep(3600)
            finally:
                closed.set()

    run = await machine("retrieval", [], answerer=Endless())
    async with Trivium.open(Settings(home=tmp_path), run.services) as trivium:
        stream = trivium.stream("What colour is the sky?", route="retrieval")
        async for event in stream:
            if event["type"] == "sentence":
                break
        await stream.aclose()
        assert closed.is_set()
    assert run.services.ledger.recorded == {}
