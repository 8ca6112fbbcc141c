"""A rewriter that says what it is told, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .._script import Script
from ..base import Parts, Rewriter
from ..terms import Passage, Turn


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a rewriter was asked for."""

    question: str
    tried: tuple[str, ...]
    failed: tuple[str, ...]
    seen: tuple[Passage, ...]


def _unchanged(question: str, history: Sequence[Turn]) -> str:
    return question


def _nothing(asked: Rewrite) -> list[str]:
    return []


class ScriptedRewriter:
    """Gives prepared stand-alone questions and prepared queries.

    Both are taken one a call, or made by functions: of (question, history), and of a `Rewrite`.
    Queries that were tried are left out as the contract says. `asked` holds the rewrites.
    """

    name = "scripted"

    def __init__(
        self,
        queries: Iterable[Sequence[str]] | Callable[[Rewrite], Sequence[str]] = _nothing,
        standalone: Iterable[str] | Callable[[str, Sequence[Turn]], str] = _unchanged,
    ) -> None:
        self._queries = Script[Sequence[str]]("rewriter", queries)
        self._standalone = Script[str]("rewriter", standalone)
        self.asked: list[Rewrite] = []

    async def condense(self, question: str, history: Sequence[Turn]) -> str:
        """Return the next stand-alone question; without history the question itself."""
        return self._standalone.next(question, history) if history else question

    async def rewrite(
        self, question: str, *, tried: Sequence[str], failed: Sequence[str], seen: Sequence[Passage]
    ) -> list[str]:
        """Return the next queries."""
        asked = Rewrite(question, tuple(tried), tuple(failed), tuple(seen))
        self.asked.append(asked)
        return [query for query in self._queries.next(asked) if query not in tried]


def connect(parts: Parts) -> Rewriter:
    """Make one that changes nothing and to which nothing new comes to mind."""
    return ScriptedRewriter()
