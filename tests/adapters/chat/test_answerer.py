"""The chat answerer by a scripted model: what costs no call, what is continued, who takes over."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trivium.adapters.answerers._fallback import FallbackAnswerer
from trivium.adapters.answerers._formed import FormedAnswerer
from trivium.adapters.answerers.chat import ChatAnswerer
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.asides import asides
from trivium.adapters.base import Answerer
from trivium.adapters.chat.marks import NOT_THERE
from trivium.adapters.errors import Garbled, Unavailable, Upstream
from trivium.adapters.price import Price
from trivium.adapters.terms import Ask, BrokenOff, NoAnswer, Passage, Shape, Usage

from .conftest import scripted

LEAVE = Passage(id="p", document_id="d", version="", ordinal=0, start=0, end=5, text="28 days.")
ASK = Ask(question="How long is leave?", passages=(LEAVE,))
SCHEMA = {"type": "object", "properties": {"label": {"enum": ["a", "b"]}}, "required": ["label"]}


async def pieces(answerer: Answerer, ask: Ask = ASK) -> list[Any]:
    return [piece async for piece in answerer.answer(ask)]


async def test_a_grounded_answer_is_one_call() -> None:
    model, inside = scripted("Leave is 28 days [1].")

    *said, usage = await pieces(ChatAnswerer(model))

    assert "".join(said) == "Leave is 28 days [1]."
    assert len(inside.asked) == 1
    assert usage.member == "scripted"


@pytest.mark.parametrize("question", ["hello", "Thanks a lot!", "bye"])
async def test_small_talk_is_no_call(question: str) -> None:
    model, inside = scripted("Never said.")

    said, usage = await pieces(ChatAnswerer(model), Ask(question=question, shape="none"))

    assert said
    assert usage == Usage(member="scripted")
    assert inside.asked == []


async def test_work_on_the_askers_own_text_is_the_models() -> None:
    model, inside = scripted("Bonjour.")

    *said, _ = await pieces(
        ChatAnswerer(model), Ask(question="Put 'good morning' into French", shape="none")
    )

    assert said == ["Bonjour."]
    assert len(inside.asked) == 1


@pytest.mark.parametrize("shape", ["look_up", "whole", "compare"])
async def test_without_documents_nothing_is_asked(shape: Shape) -> None:
    model, inside = scripted("Never said.")

    refusal, _ = await pieces(ChatAnswerer(model), Ask(question="How long?", shape=shape))

    assert isinstance(refusal, NoAnswer)
    assert inside.asked == []


async def test_what_stands_already_is_shown_to_be_continued() -> None:
    model, inside = scripted("It may be carried over [1].")

    await pieces(ChatAnswerer(model), Ask(question="Q", passages=(LEAVE,), kept="Leave is 28."))

    assert "Leave is 28." in str(inside.asked[0][-1].content)


async def test_nothing_more_to_say_behind_what_stands_is_silence() -> None:
    model, _ = scripted(NOT_THERE)

    ask = Ask(question="Q", passages=(LEAVE,), kept="Leave is 28 days.")

    assert [type(piece) for piece in await pieces(ChatAnswerer(model), ask)] == [Usage]


async def test_the_models_own_price_is_counted() -> None:
    model, _ = scripted("Leave is 28 days [1].", price=Price(read=1.0, written=10.0))

    *_, usage = await pieces(ChatAnswerer(model))

    assert usage.cost_usd == pytest.approx((usage.tokens_in + 10 * usage.tokens_out) / 1e6)


async def test_a_tuned_model_gets_the_words_alone() -> None:
    model, inside = scripted("Boots that last.")
    own = Ask(question="Write a slogan", passages=(LEAVE,), shape="none")

    await pieces(ChatAnswerer(model, tuned=True), own)

    assert [message.content for message in inside.asked[0]] == ["Write a slogan"]


async def test_a_form_that_is_broken_is_mended_once() -> None:
    model, inside = scripted('{"label": "c"}', 'Sure: {"label": "b"}')

    said, usage = await pieces(FormedAnswerer(model, SCHEMA))

    assert json.loads(said) == {"label": "b"}
    assert len(inside.asked) == 2
    assert "label" in str(inside.asked[1][-1].content)
    assert usage.tokens_in > 0


async def test_a_form_that_stays_broken_is_a_failure_that_cost_something() -> None:
    model, inside = scripted("No JSON here.")

    with asides() as aside, pytest.raises(Garbled):
        await pieces(FormedAnswerer(model, SCHEMA))

    assert len(inside.asked) == 2
    assert aside.usage.tokens_in > 0


@pytest.mark.parametrize("error", [Upstream("down"), Unavailable("left alone")])
async def test_another_takes_the_place_of_one_that_fails(error: Exception) -> None:
    both = FallbackAnswerer(ScriptedAnswerer([error]), ScriptedAnswerer(["Quoted. [1]"]))

    with asides() as aside:
        *said, _ = await pieces(both)

    assert "".join(said) == "Quoted. [1]"
    assert aside.degraded == ["fallback_model"]


class BreaksOff(ScriptedAnswerer):
    async def answer(self, ask: Ask) -> Any:
        yield "Leave is 28 days [1]. It"
        raise Upstream("gone")


async def test_behind_one_that_fails_in_the_middle_another_goes_on() -> None:
    second = ScriptedAnswerer(["It may be carried over [1]."])

    with asides() as aside:
        *said, _ = await pieces(FallbackAnswerer(BreaksOff([]), second))

    assert said[:2] == ["Leave is 28 days [1]. It", BrokenOff()]
    assert "".join(said[2:]) == "It may be carried over [1]."
    assert second.asked[0].kept == "Leave is 28 days [1]."
    assert aside.degraded == ["model_broke_off"]
