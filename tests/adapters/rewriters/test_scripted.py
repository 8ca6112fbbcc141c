"""The scripted rewriter says what it is told."""

from __future__ import annotations

from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.terms import Turn


async def test_prepared_queries_come_in_their_order() -> None:
    rewriter = ScriptedRewriter([["a"], ["b", "a"]])

    assert await rewriter.rewrite("q", tried=["q"], failed=["f"], seen=[]) == ["a"]
    assert await rewriter.rewrite("q", tried=["q", "a"], failed=[], seen=[]) == ["b"]
    assert rewriter.asked[0].failed == ("f",)


async def test_a_function_makes_the_question() -> None:
    rewriter = ScriptedRewriter(standalone=lambda question, history: history[0].content + question)

    assert await rewriter.condense("!", [Turn(role="user", content="hi")]) == "hi!"
