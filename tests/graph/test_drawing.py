"""The drawing of the machine is held: an edge that changes is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

EDGES = {
    "__start__ -> condense",
    "condense -> classify",
    "classify ..> answer",
    "classify ..> finish",
    "classify ..> gather",
    "classify ..> search",
    "search ..> rerank",
    "search ..> finish",
    "rerank ..> answer",
    "rerank ..> finish",
    "gather ..> answer",
    "gather ..> finish",
    "answer -> check",
    "check ..> escalate",
    "check ..> finish",
    "escalate ..> finish",
    "escalate ..> gather",
    "escalate ..> search",
    "finish -> __end__",
}


async def test_the_machine_is_drawn_like_this(machine: Callable[..., Awaitable[Any]]) -> None:
    from trivium import build_graph

    drawn = build_graph((await machine("retrieval", [])).services).get_graph().edges
    arrows = {f"{e.source} {'..>' if e.conditional else '->'} {e.target}" for e in drawn}
    assert arrows == EDGES


async def test_a_route_of_ones_own_is_a_route_like_the_others(
    machine: Callable[..., Awaitable[Any]],
) -> None:
    from trivium import Context, Question, State, build_graph
    from trivium.nodes.routes import Route, default_routes
    from trivium.nodes.state import Update

    async def recall(state: State, services: Any, context: Context) -> Update:
        return {"evidence": [hit.passage for hit in state.hits], "note": "from memory"}

    own = Route(name="memory", when="it was asked before", steps=(recall,))
    made = await machine("memory", ["Nothing is known. "])
    graph = build_graph(made.services, [*default_routes(), own])
    done = await graph.ainvoke(Question(question="again?"), context=Context(ladder=()))
    assert [step.name for step in done["steps"]][:4] == ["condense", "classify", "recall", "answer"]
