"""Draw docs/how-it-decides.md from the code: the graph, the routes, the ladder, the endings.

What stands between `<!-- drawing: NAME -->` and `<!-- end of drawing -->` is replaced. `--check`
writes nothing and fails where a drawing is not the code's.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import get_args

from trivium.adapters.receipts import Outcome
from trivium.adapters.terms import Decision, Shape
from trivium.cli.answer import OUTCOMES
from trivium.cli.explain import STOPS
from trivium.graph.builder import build_graph
from trivium.nodes.context import Context
from trivium.nodes.routes import Route, default_routes
from trivium.nodes.rungs import default_rungs
from trivium.nodes.state import Stop

PAGE = Path(__file__).parents[1] / "docs/how-it-decides.md"
_BLOCK = re.compile(r"(<!-- drawing: (\w+) -->\n).*?(<!-- end of drawing -->)", re.DOTALL)
_KNOWLEDGE: dict[str, Shape] = {
    "none": "none",
    "look up a fact": "look_up",
    "documents whole": "whole",
}


def graph() -> str:
    """Draw the nodes and edges as they are compiled."""
    return _mermaid(build_graph(None).get_graph().draw_mermaid())  # type: ignore[arg-type]


def axes() -> str:
    """Cross the two questions that are asked of a question; each cell has the routes in it."""
    heads = ["what it needs to know", "plain answer", "a tuned model's answer"]
    rows = [
        [need, *(", ".join(_routes(shape, tuned=tuned)) for tuned in (False, True))]
        for need, shape in _KNOWLEDGE.items()
    ]
    return _table(heads, rows)


def ways() -> str:
    """Draw the steps of each route up to the answer."""
    lines = ["flowchart LR"]
    for route in default_routes():
        lines.append(f'    {route.name}(["{route.name}"])')
        lines += _edges(route, "look_up", "-->")
        if route.whole is not None:
            lines += _edges(route, "whole", "-- documents whole -->")
    return _mermaid("\n".join(dict.fromkeys(lines)))


def routes() -> str:
    """List when each route is taken."""
    return _table(["route", "when"], [[f"`{r.name}`", r.when] for r in default_routes()])


def ladder() -> str:
    """Draw the rungs in the order that the settings have without a change."""
    rungs = default_rungs()
    lines = ["flowchart TD", "    check{does it hold?}"]
    before = "check"
    for name in Context().ladder:
        lines.append(f'    {before} -- no --> {name}["{name}: {rungs[name].why}"]')
        lines.append(f"    {name} --> {name}_check{{does it hold?}}")
        before = f"{name}_check"
    lines.append(f"    {before} -- no --> finish([the best attempt, or none])")
    return _mermaid("\n".join(lines))


def rungs() -> str:
    """List what each rung does and where it leads."""
    known = default_rungs()
    rows = [[f"`{name}`", known[name].why, f"`{known[name].go}`"] for name in Context().ladder]
    return _table(["rung", "what it tries", "goes on at"], rows)


def outcomes() -> str:
    """List how a run can end."""
    return _table(["outcome", "meaning"], [[f"`{o}`", OUTCOMES[o][2]] for o in get_args(Outcome)])


def stops() -> str:
    """List why a run goes no further."""
    return _table(["stopped", "because"], [[f"`{s}`", STOPS[s]] for s in get_args(Stop) if s])


def steps() -> str:
    """List the nodes with what their files say of themselves."""
    drawn = build_graph(None).get_graph()  # type: ignore[arg-type]
    names = [name for name in drawn.nodes if not name.startswith("__")]
    files = [import_module(f"trivium.nodes.{name}") for name in names]
    rows = [[f"`{n}`", (f.__doc__ or "").split("\n")[0]] for n, f in zip(names, files, strict=True)]
    return _table(["step", "what it does"], rows)


DRAWINGS = {
    d.__name__: d for d in (graph, axes, ways, routes, ladder, rungs, outcomes, stops, steps)
}


def drawn(text: str) -> str:
    """Return the page with every drawing as the code has it now."""

    def block(found: re.Match[str]) -> str:
        return f"{found[1]}\n{DRAWINGS[found[2]]()}\n{found[3]}"

    return _BLOCK.sub(block, text)


def _routes(shape: Shape, *, tuned: bool) -> list[str]:
    decision = Decision(route="", confidence=1.0, reason="", shape=shape)
    found = [r for r in default_routes() if r.tuned is tuned and _suits(r, decision)]
    return [f"`{route.name}`" for route in found]


def _suits(route: Route, decision: Decision) -> bool:
    """Say whether the way of a route brings what the question needs."""
    names = [step.__name__ for step in route.way(decision)]
    if decision.shape == "none":
        return not names
    return bool(names) and (decision.shape == "look_up" or "gather" in names)


def _edges(route: Route, shape: Shape, first: str) -> list[str]:
    way = route.way(Decision(route=route.name, confidence=1.0, reason="", shape=shape))
    names = [*(step.__name__ for step in way), "answer"]
    rest = [f"    {one} --> {two}" for one, two in pairwise(names)]
    return [f"    {route.name} {first} {names[0]}", *rest]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _mermaid(text: str) -> str:
    return f"```mermaid\n{text.rstrip()}\n```\n"


def main() -> None:
    """Write the drawings, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = PAGE.read_text("utf-8")
    wanted = drawn(text)
    if parser.parse_args().check and text != wanted:
        sys.exit("The drawings are not those of the code: run scripts/drawings.py.")
    PAGE.write_text(wanted, "utf-8")


if __name__ == "__main__":
    main()
