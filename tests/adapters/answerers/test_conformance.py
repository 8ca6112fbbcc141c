"""What every answerer does, run over every member in the folder."""

from __future__ import annotations

import re

import pytest

from trivium.adapters.base import Answerer, Parts
from trivium.adapters.load import load, members
from trivium.adapters.terms import Ask, NoAnswer, Shape, Usage

from .making import passage

HARBOUR = "The harbour closes at night. Ships wait outside until the pilot boat comes out."
ODD = [
    "",
    "?",
    "\x00",
    "\ud800",
    "日本語の質問です。",
    "|||",
    "# \n|\n```",
    "word " * 5_000,
    " \n" * 100_000,
]
SHAPES: list[Shape] = ["none", "look_up", "whole", "compare"]


@pytest.fixture(params=members("answerers"))
def answerer(request: pytest.FixtureRequest, with_model: Parts) -> Answerer:
    made: Answerer = load("answerers", request.param).connect(with_model)
    return made


async def pieces(answerer: Answerer, ask: Ask) -> list[str | NoAnswer | Usage]:
    return [piece async for piece in answerer.answer(ask)]


def test_says_its_name(answerer: Answerer) -> None:
    assert answerer.name


@pytest.mark.parametrize("shape", SHAPES)
async def test_text_or_no_answer_and_one_usage_last(answerer: Answerer, shape: Shape) -> None:
    ask = Ask(question="When does the harbour close?", passages=(passage(HARBOUR),), shape=shape)

    *said, usage = await pieces(answerer, ask)

    assert isinstance(usage, Usage)
    assert said
    assert all(isinstance(piece, str) for piece in said) or isinstance(said[-1], NoAnswer)


async def test_without_passages_a_question_has_no_answer(answerer: Answerer) -> None:
    said = await pieces(answerer, Ask(question="When does the harbour close?"))

    [refusal] = [piece for piece in said if isinstance(piece, NoAnswer)]
    assert refusal.reason
    assert not any(isinstance(piece, str) for piece in said)


async def test_markers_name_given_passages(answerer: Answerer) -> None:
    given = (passage("Bread needs flour."), passage(HARBOUR, number=1))

    said = await pieces(answerer, Ask(question="When does the harbour close?", passages=given))

    markers = re.findall(r"\[(\d+)\]", "".join(p for p in said if isinstance(p, str)))
    assert markers
    assert {int(n) for n in markers} <= {1, 2}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("odd", ODD)
async def test_odd_text_is_no_error(answerer: Answerer, shape: Shape, odd: str) -> None:
    given = (passage(odd, title=odd[:9], context=odd[:9]), passage(HARBOUR, number=1))

    for question in (odd, "When does the harbour close?"):
        said = await pieces(answerer, Ask(question=question, passages=given, shape=shape))
        assert isinstance(said[-1], Usage)
