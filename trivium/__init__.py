"""Answer questions by the cheapest route that can be trusted, and check every sentence."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .adapters.base import Services
    from .adapters.errors import TriviumError
    from .adapters.receipts import Citation, Claim, Receipt
    from .adapters.terms import Contract, Decision, Document, Passage, Principal, Setting, Verdict
    from .graph.builder import build_graph
    from .graph.deciding import decide
    from .graph.checking import check
    from .graph.library import Answer, Trivium
    from .graph.settings import Settings
    from .nodes.context import Context
    from .nodes.state import Question, State

__version__ = "0.1.0"

# Importing trivium must cost next to nothing, so each name is fetched when it is first used.
_HOME = {
    "Services": "adapters.base",
    "TriviumError": "adapters.errors",
    "Citation": "adapters.receipts",
    "Claim": "adapters.receipts",
    "Receipt": "adapters.receipts",
    "Contract": "adapters.terms",
    "Decision": "adapters.terms",
    "Document": "adapters.terms",
    "Passage": "adapters.terms",
    "Principal": "adapters.terms",
    "Setting": "adapters.terms",
    "Verdict": "adapters.terms",
    "build_graph": "graph.builder",
    "decide": "graph.deciding",
    "check": "graph.checking",
    "Answer": "graph.library",
    "Trivium": "graph.library",
    "Settings": "graph.settings",
    "Context": "nodes.context",
    "Question": "nodes.state",
    "State": "nodes.state",
}

__all__ = [
    "Answer",
    "Citation",
    "Claim",
    "Context",
    "Contract",
    "Decision",
    "Document",
    "Passage",
    "Principal",
    "Question",
    "Receipt",
    "Services",
    "Setting",
    "Settings",
    "State",
    "Trivium",
    "TriviumError",
    "Verdict",
    "build_graph",
    "decide",
    "check",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
