"""A model on trial: for a share of the conversations, or in the shadow of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from trivium import Contract, Question, Receipt
from trivium.adapters.afterwards import Afterwards
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.base import Answerer, Trial
from trivium.adapters.errors import Upstream
from trivium.adapters.terms import Ask, NoAnswer, Usage
from trivium.graph.builder import build_graph
from trivium.nodes.context import Context

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
BRAND = Contract(name="brand", purpose="our voice", model="scripted")
ASKED = "What colour is the sky?"


class Held:
    """Answers when it is let, or fails."""

    name = "held"

    def __init__(self, says: str = SKY, error: Exception | None = None) -> None:
        self.let, self.begun = asyncio.Event(), asyncio.Event()
        self.asks: list[Ask] = []
        self._says, self._error = says, error

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        self.asks.append(ask)
        self.begun.set()
        await self.let.wait()
        if self._error:
            raise self._error
        yield self._says
        yield Usage(tokens_in=10, tokens_out=5, cost_usd=0.01, member=self.name)


async def trying(machine: Make, said: str = SKY, **trial: Any) -> Any:
    """A machine whose contract has this trial."""
    return await machine(
        "hybrid", lambda ask: said, contracts=[BRAND], trials={"brand": Trial(**trial)}
    )


async def shadowed(machine: Make, member: Answerer, said: str = SKY, **knobs: Any) -> Receipt:
    run = await trying(machine, said, shadow=member, **knobs)
    await run.run(ASKED)
    await run.services.afterwards.done()
    receipt: Receipt = run.receipt
    return receipt


async def sides(machine: Make, share: float, **where: Any) -> list[str]:
    canary = ScriptedAnswerer(lambda ask: SKY)
    run = await trying(machine, canary=canary, share=share)
    graph = build_graph(run.services)
    for number in range(40):
        asked = Question(question=ASKED, thread=where.get("thread", f"t{number}"))
        user = where.get("user", f"u{number}")
        await graph.ainvoke(asked, context=Context(ladder=(), user=user))
    recorded = run.services.ledger.recorded.values()
    counted = sum(receipt.side == "canary" for receipt in recorded)
    assert len(canary.asked) == counted
    return [receipt.side for receipt in recorded]


async def test_a_share_of_the_conversations_is_answered_by_the_canary(machine: Make) -> None:
    assert 5 <= (await sides(machine, 0.3)).count("canary") <= 19
    assert set(await sides(machine, 1.0)) == {"canary"}


async def test_a_thread_stays_with_the_side_it_began_with(machine: Make) -> None:
    assert len(set(await sides(machine, 0.5, thread="t", user="ann"))) == 1


async def test_without_a_thread_a_user_stays_with_one_side(machine: Make) -> None:
    assert len(set(await sides(machine, 0.5, thread="", user="ann"))) == 1


async def test_where_nothing_is_on_trial_there_is_no_side(machine: Make) -> None:
    run = await machine("hybrid", [SKY], contracts=[BRAND])
    receipt = await run.run(ASKED)
    assert (receipt.side, receipt.shadow) == ("", None)


async def test_an_answer_does_not_wait_for_its_shadow(machine: Make) -> None:
    shadow = Held()
    run = await trying(machine, shadow=shadow)

    receipt = await run.run(ASKED)
    await shadow.begun.wait()

    assert (receipt.outcome, receipt.side, receipt.shadow) == ("grounded", "present", None)
    shadow.let.set()
    await run.services.afterwards.done()
    assert run.receipt.shadow.text == SKY


async def test_the_receipt_holds_what_the_shadow_said_cost_and_was_worth(machine: Make) -> None:
    shadow = Held(f"{SKY} Cats can fly.")
    shadow.let.set()
    receipt = await shadowed(machine, shadow)

    assert receipt.text == f"{SKY} [1]"
    assert receipt.cost_usd == 0.0
    found = receipt.shadow
    assert found is not None
    assert [claim.label for claim in found.claims] == ["supported", "unsupported"]
    assert (found.model, found.outcome, found.agreed) == ("held", "partial", False)
    assert (found.tokens_in, found.tokens_out, found.cost_usd) == (10, 5, 0.01)


async def test_a_shadow_is_asked_what_the_answerer_was_asked(machine: Make) -> None:
    shadow = Held()
    shadow.let.set()
    run = await trying(machine, shadow=shadow)
    await run.run(ASKED)
    await run.services.afterwards.done()

    [asked], [answered] = shadow.asks, run.services.answerer.asked
    assert replace(asked, timeout_s=0) == replace(answered, timeout_s=0)


@pytest.mark.parametrize(
    ("said", "other", "agreed"),
    [
        (SKY, SKY, True),
        (SKY, GRASS, False),
        (SKY, "", False),
        ('{"a": 1, "b": 2}', '{"b": 2,  "a": 1}', True),
        ('{"a": 1}', '{"a": 2}', False),
    ],
)
async def test_two_answers_agree_where_each_carries_the_other(
    machine: Make, said: str, other: str, agreed: bool
) -> None:
    run = await trying(machine, said, shadow=ScriptedAnswerer(lambda ask: other))
    await run.run(ASKED, mode="off")
    await run.services.afterwards.done()
    assert run.receipt.shadow.agreed is agreed


async def test_a_shadow_that_fails_is_noted_and_reaches_nobody(machine: Make) -> None:
    shadow = Held(error=Upstream("The model with key=abcdefgh is gone."))
    shadow.let.set()
    receipt = await shadowed(machine, shadow)

    assert receipt.outcome == "grounded"
    assert receipt.shadow is not None
    assert receipt.shadow.error == "upstream: The model with key=[secret] is gone."


async def test_a_shadow_that_takes_too_long_is_cut_off(machine: Make) -> None:
    receipt = await shadowed(machine, Held(), timeout_s=0.1)

    assert receipt.shadow is not None
    assert receipt.shadow.outcome == "budget_exhausted"


async def test_no_event_of_a_shadow_is_sent(machine: Make) -> None:
    shadow = Held(GRASS)
    shadow.let.set()
    run = await trying(machine, shadow=shadow)
    await run.run(ASKED)
    count = len(run.events)
    await run.services.afterwards.done()

    assert run.left == [f"{SKY} [1]"]
    assert len(run.events) == count


async def test_only_so_many_shadows_answer_at_a_time(machine: Make) -> None:
    shadow = Held()
    run = await trying(machine, shadow=shadow)
    run.services = replace(run.services, afterwards=Afterwards(at_once=2))
    for _ in range(5):
        await run.run(ASKED)
    await asyncio.sleep(0.2)

    assert len(shadow.asks) == 2
    shadow.let.set()
    await run.services.afterwards.done()
    assert len(shadow.asks) == 5


async def test_what_will_not_fit_is_left_out() -> None:
    afterwards, stop = Afterwards(at_once=1), asyncio.Event()

    async def work() -> None:
        await stop.wait()

    taken = [afterwards.start(work) for _ in range(30)]
    await afterwards.close()

    assert taken == [True] * 17 + [False] * 13


async def test_closing_cancels_the_shadows(machine: Make) -> None:
    shadow = Held()
    run = await trying(machine, shadow=shadow)
    await run.run(ASKED)
    await shadow.begun.wait()

    await run.services.afterwards.close()

    assert run.receipt.shadow is None
    assert len(asyncio.all_tasks()) == 1


async def test_a_fault_behind_an_answer_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    afterwards = Afterwards()

    async def work() -> None:
        raise ZeroDivisionError

    afterwards.start(work)
    await afterwards.done()

    assert "ZeroDivisionError" in caplog.text
