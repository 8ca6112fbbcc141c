"""What every rewriter does, run over every member in the folder."""

from __future__ import annotations

import pytest

from trivium.adapters.base import Parts, Rewriter
from trivium.adapters.load import load, members
from trivium.adapters.terms import Turn

QUESTION = "How many days of annual leave do employees in Norway get?"
HISTORY = [Turn(role="user", content=QUESTION), Turn(role="assistant", content="28 days. [1]")]


@pytest.fixture(params=members("rewriters"))
def rewriter(request: pytest.FixtureRequest, with_model: Parts) -> Rewriter:
    made: Rewriter = load("rewriters", request.param).connect(with_model)
    return made


def test_says_its_name(rewriter: Rewriter) -> None:
    assert rewriter.name


async def test_without_history_a_question_stays(rewriter: Rewriter) -> None:
    assert await rewriter.condense("And for contractors?", []) == "And for contractors?"


@pytest.mark.parametrize("question", ["", "?", "\x00", "\ud800", "it " * 100_000, "休暇は?"])
async def test_any_question_can_be_condensed(rewriter: Rewriter, question: str) -> None:
    assert isinstance(await rewriter.condense(question, HISTORY), str)


async def test_no_query_was_tried_before(rewriter: Rewriter) -> None:
    tried = [QUESTION]
    for _ in range(10):
        queries = await rewriter.rewrite(QUESTION, tried=tried, failed=[], seen=[])
        assert not {query.casefold() for query in queries} & {each.casefold() for each in tried}
        tried += queries


async def test_sooner_or_later_nothing_new_comes_to_mind(rewriter: Rewriter) -> None:
    tried = [QUESTION]
    while queries := await rewriter.rewrite(QUESTION, tried=tried, failed=[], seen=[]):
        tried += queries
        assert len(tried) < 50
