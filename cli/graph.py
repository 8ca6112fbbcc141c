"""`trivium graph`: the machine as it is built, drawn."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..graph.settings import load_settings
from .options import Json
from .output import write_json

if TYPE_CHECKING:
    from langchain_core.runnables.graph import Graph


def graph(json: Json = False) -> int:
    """Draw the graph in Mermaid."""
    from ..graph.builder import build_graph
    from ..graph.wiring import services_from

    drawn = build_graph(services_from(load_settings())).get_graph()
    if json:
        write_json(_parts(drawn))
    else:
        sys.stdout.write(drawn.draw_mermaid().rstrip() + "\n")
    return 0


def _parts(drawn: Graph) -> dict[str, object]:
    return {
        "nodes": list(drawn.nodes),
        "edges": [
            {"from": edge.source, "to": edge.target, "conditional": edge.conditional}
            for edge in drawn.edges
        ],
    }
