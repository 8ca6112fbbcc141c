"""The graph that LangGraph Studio opens: the same as everywhere, without a checkpointer."""

from __future__ import annotations

from .builder import build_graph
from .settings import load_settings
from .wiring import services_from

settings = load_settings()
services = services_from(settings)
graph = build_graph(services)
