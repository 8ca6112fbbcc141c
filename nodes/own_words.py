"""The asker's own text as evidence: for what a tuned model makes of it, and for small talk."""

from __future__ import annotations

from ..adapters.terms import Passage, digest
from .state import State


def own_words(state: State) -> list[Passage]:
    """Return the question and what the asker said before, each as a passage, the question first."""
    said = [turn.content for turn in state.history or state.turns if turn.role == "user"]
    before = [words_of(f"said-{n}", text, "Said before") for n, text in enumerate(said, 1)]
    return [words_of("question", state.question, "The question itself"), *before[::-1]]


def is_own_words(document_id: str) -> bool:
    """Say whether evidence is the asker's own text and no document."""
    return document_id == "question" or document_id.startswith("said-")


def words_of(name: str, text: str, title: str) -> Passage:
    """Make evidence of a text that is no document's."""
    return Passage(
        id=name,
        document_id=name,
        version=digest(text),
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )
