"""Every edge of the graph, in one place.

The edge functions are async because LangGraph runs plain ones in a thread, which costs more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from ..adapters.base import Services
from ..nodes.answer import answer
from ..nodes.check import check
from ..nodes.classify import classify
from ..nodes.condense import condense
from ..nodes.context import Context
from ..nodes.escalate import escalate
from ..nodes.finish import finish
from ..nodes.gather import gather
from ..nodes.rerank import rerank
from ..nodes.routes import Route, default_routes
from ..nodes.rungs import default_rungs
from ..nodes.search import search
from ..nodes.state import Question, State
from ..nodes.step import Step
from .stepping import node

Graph = CompiledStateGraph[State, Context, Question, State]
Choice = Callable[[State], Awaitable[str]]


def build_graph(
    services: Services,
    routes: Sequence[Route] | None = None,
    checkpointer: Checkpointer = None,
) -> Graph:
    """Compile the graph over `routes`, by default every file in `nodes/routes/`."""
    routes = default_routes() if routes is None else routes
    ways = {route.name: route for route in routes}
    graph = StateGraph(State, context_schema=Context, input_schema=Question)

    def add(step: Step) -> None:
        graph.add_node(step.__name__, node(step, services, first=step is condense))

    def choose(source: str, choice: Choice, *targets: str) -> None:
        path: dict[Hashable, str] = {target: target for target in targets}
        graph.add_conditional_edges(source, choice, path)

    steps: list[Step] = [condense, classify(routes), *_evidence(routes), answer, check]
    steps += [escalate(default_rungs()), finish]
    for step in steps:
        add(step)

    graph.add_edge(START, "condense")
    graph.add_edge("condense", "classify")
    choose("classify", which_way(ways), *_first(routes), "finish")
    for before, after in _behind(routes).items():
        choose(before, what_follows(ways, before), *after, "finish")
    graph.add_edge("answer", "check")
    choose("check", does_it_hold, "escalate", "finish")
    choose("escalate", what_else, "search", "gather", "finish")
    graph.add_edge("finish", END)
    return graph.compile(checkpointer=checkpointer, name="trivium")


def which_way(ways: Mapping[str, Route]) -> Choice:
    """Go where the route begins; out of time already means the end."""

    async def which_way(state: State) -> str:
        if state.stopped or state.decision is None:
            return "finish"
        steps = ways[state.decision.route].way(state.decision)
        return steps[0].__name__ if steps else "answer"

    return which_way


def what_follows(ways: Mapping[str, Route], here: str) -> Choice:
    """Go on along the route, or along the rung's own way; out of time already means the end."""

    async def what_follows(state: State) -> str:
        if state.stopped:
            return "finish"
        names = [step.__name__ for step in ways[state.chosen.route].way(state.chosen)]
        if state.go or here not in names:
            names = ["search", "rerank"] if here in ("search", "rerank") else [here]
        return [*names, "answer"][names.index(here) + 1]

    return what_follows


async def does_it_hold(state: State) -> str:
    """Finish what is settled or out of budget; climb the ladder with the rest."""
    return "finish" if state.stopped else "escalate"


async def what_else(state: State) -> str:
    """Go where the rung leads."""
    return state.go


def _evidence(routes: Sequence[Route]) -> list[Step]:
    """List each step that brings evidence once; the ladder needs its own in any case."""
    ladder: list[Step] = [search, rerank, gather]
    own = [step for route in routes for step in (*route.steps, *(route.whole or ()))]
    return list(dict.fromkeys([*ladder, *own]))


def _first(routes: Sequence[Route]) -> list[str]:
    firsts = [way[0].__name__ if way else "answer" for way in _ways(routes)]
    return list(dict.fromkeys(firsts))


def _behind(routes: Sequence[Route]) -> dict[str, list[str]]:
    """Work out what may follow each step of evidence."""
    behind: dict[str, list[str]] = {}
    ladder: list[tuple[Step, ...]] = [(search, rerank), (gather,)]
    for way in [*ladder, *_ways(routes)]:
        names = [*(step.__name__ for step in way), "answer"]
        for before, after in zip(names, names[1:], strict=False):
            followers = behind.setdefault(before, [])
            if after not in followers:
                followers.append(after)
    return behind


def _ways(routes: Sequence[Route]) -> list[tuple[Any, ...]]:
    return [way for r in routes for way in (r.steps, r.whole) if way is not None]
