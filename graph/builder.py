"""Every edge of the graph, in one place.

A step that may be followed by several names the next one itself, with its update: LangGraph's
conditional edges read the whole state again, which takes an eighth of all that a question costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from .stepping import Choice, node

Graph = CompiledStateGraph[State, Context, Question, State]


def build_graph(
    services: Services,
    routes: Sequence[Route] | None = None,
    checkpointer: Checkpointer = None,
) -> Graph:
    """Compile the graph over `routes`, by default every file in `nodes/routes/`."""
    routes = default_routes() if routes is None else routes
    ways = {route.name: route for route in routes}
    graph = StateGraph(State, context_schema=Context, input_schema=Question)

    choices: dict[str, tuple[Choice, tuple[str, ...]]] = {
        "classify": (which_way(ways), (*_first(routes), "finish")),
        "check": (does_it_hold, ("escalate", "finish")),
        "escalate": (what_else, ("search", "gather", "finish")),
    }
    for before, after in _behind(routes).items():
        choices[before] = (what_follows(ways, before), (*after, "finish"))

    steps: list[Step] = [condense, classify(routes), *_evidence(routes), answer, check]
    steps += [escalate(default_rungs()), finish]
    for step in steps:
        choice, targets = choices.get(step.__name__, (None, None))
        made = node(step, services, choice, first=step is condense)
        graph.add_node(step.__name__, made, destinations=targets)

    graph.add_edge(START, "condense")
    graph.add_edge("condense", "classify")
    graph.add_edge("answer", "check")
    graph.add_edge("finish", END)
    return graph.compile(checkpointer=checkpointer, name="trivium")


def which_way(ways: Mapping[str, Route]) -> Choice:
    """Go where the route begins; out of time already means the end."""

    def which_way(state: State) -> str:
        if state.stopped or state.decision is None:
            return "finish"
        steps = ways[state.decision.route].way(state.decision)
        return steps[0].__name__ if steps else "answer"

    return which_way


def what_follows(ways: Mapping[str, Route], here: str) -> Choice:
    """Go on along the route, or along the rung's own way; out of time already means the end."""

    def what_follows(state: State) -> str:
        if state.stopped:
            return "finish"
        names = [step.__name__ for step in ways[state.chosen.route].way(state.chosen)]
        if state.go or here not in names:
            names = ["search", "rerank"] if here in ("search", "rerank") else [here]
        return [*names, "answer"][names.index(here) + 1]

    return what_follows


def does_it_hold(state: State) -> str:
    """Finish what is settled or out of budget; climb the ladder with the rest."""
    return "finish" if state.stopped else "escalate"


def what_else(state: State) -> str:
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
