"""What the roles that ask one provider share."""

from __future__ import annotations

import asyncio

import pytest

from trivium.adapters.chat.named import Named
from trivium.adapters.chat.provider import Call, Turns, pause_of, turns_of
from trivium.adapters.errors import Unavailable


async def holding(
    turns: Turns, call: Call, until: asyncio.Event, order: list[str], who: str
) -> None:
    async with turns.turn(call, 5.0):
        order.append(who)
        await until.wait()


async def test_who_came_first_is_next_and_no_more_run_at_a_time() -> None:
    turns, order, end = Turns("openai", 3), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(holding(turns, "answer", end, order, n)) for n in "abcd"]
    await asyncio.sleep(0.01)
    assert order == ["a", "b"]

    end.set()
    await asyncio.gather(*tasks)

    assert order == ["a", "b", "c", "d"]


async def test_a_form_never_waits_for_the_answer_that_waits_for_it() -> None:
    turns, end = Turns("openai", 2), asyncio.Event()
    answers = [asyncio.create_task(holding(turns, "answer", end, [], n)) for n in "ab"]
    await asyncio.sleep(0.01)

    async with turns.turn("form", 0.01):
        pass

    end.set()
    await asyncio.gather(*answers)


async def test_waiting_ends_with_the_time_for_it_and_keeps_nobody_out() -> None:
    turns, end = Turns("openai", 2), asyncio.Event()
    first = asyncio.create_task(holding(turns, "answer", end, [], "a"))
    await asyncio.sleep(0.01)

    with pytest.raises(Unavailable, match="TRIVIUM_MODEL_REQUESTS"):
        async with turns.turn("answer", 0.01):
            pass

    end.set()
    await first
    async with turns.turn("answer", 0.0), turns.turn("form", 0.0):
        pass


def test_a_loop_after_another_has_places_of_its_own() -> None:
    turns = Turns("openai", 2)

    async def take() -> None:
        async with turns.turn("answer", 0.1):
            await asyncio.sleep(0)

    for _ in range(2):
        asyncio.run(take())


def test_models_of_one_account_share_its_turns_and_roles_of_one_model_its_breaker() -> None:
    large, small = (Named(provider="openai", model=name) for name in ("large", "small"))
    other = Named(provider="openai", model="large", base_url="http://localhost:1/v1")

    turns, pause = turns_of(large, 4), pause_of(large)

    assert turns_of(small, 4) is turns is not turns_of(other, 4)
    assert pause_of(Named(provider="openai", model="large")) is pause
    assert pause_of(small) is not pause is not pause_of(other)
