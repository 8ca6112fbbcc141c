"""The words of Trivium as types, in one place to import them from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .asking import (
    Ask,
    BrokenOff,
    Contract,
    Decision,
    Knowledge,
    Label,
    NoAnswer,
    Reranked,
    RestsOn,
    Setting,
    Shape,
    Situated,
    Turn,
    Usage,
    Verdict,
)
from .sources import (
    Corpus,
    Document,
    Embedded,
    Hit,
    Passage,
    Principal,
    Query,
    Scope,
    Status,
    digest,
    tokens,
)

if TYPE_CHECKING:
    from .sources import Matrix as Matrix
    from .sources import Vector as Vector

__all__ = [
    "Ask",
    "BrokenOff",
    "Contract",
    "Corpus",
    "Decision",
    "Document",
    "Embedded",
    "Hit",
    "Knowledge",
    "Label",
    "NoAnswer",
    "Passage",
    "Principal",
    "Query",
    "Reranked",
    "RestsOn",
    "Scope",
    "Setting",
    "Shape",
    "Situated",
    "Status",
    "Turn",
    "Usage",
    "Verdict",
    "digest",
    "tokens",
]
