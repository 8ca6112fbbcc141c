"""The scripted answerer says what it was told to."""

from __future__ import annotations

import pytest

from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.errors import Upstream
from trivium.adapters.terms import Ask, NoAnswer, Usage

from .making import passage


async def pieces(answerer: ScriptedAnswerer, ask: Ask) -> list[str | NoAnswer | Usage]:
    return [piece async for piece in answerer.answer(ask)]


async def test_answers_come_in_their_order_and_the_last_one_stays() -> None:
    answerer = ScriptedAnswerer(["One.", "Two."])

    said = [(await pieces(answerer, Ask(question="?")))[0] for _ in range(3)]

    assert said == ["One.", "Two.", "Two."]


async def test_text_is_streamed_word_by_word_and_counted() -> None:
    answerer = ScriptedAnswerer(["It is red. [1]"])

    *words, usage = await pieces(answerer, Ask(question="?", passages=(passage("Red boats."),)))

    assert words == ["It ", "is ", "red. ", "[1]"]
    assert usage == Usage(tokens_in=3, tokens_out=4, member="scripted")


async def test_a_function_sees_what_was_asked() -> None:
    answerer = ScriptedAnswerer(lambda ask: ask.question.upper())

    assert (await pieces(answerer, Ask(question="why?")))[0] == "WHY?"
    assert [ask.question for ask in answerer.asked] == ["why?"]


async def test_no_answer_and_errors_are_scripted_too() -> None:
    nothing = NoAnswer(reason="not in there")
    answerer = ScriptedAnswerer([nothing, Upstream("The model is down; try later.")])

    assert nothing in await pieces(answerer, Ask(question="?"))
    with pytest.raises(Upstream):
        await pieces(answerer, Ask(question="?"))
