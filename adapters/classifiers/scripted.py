"""A classifier that chooses as it is told, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from .._script import Script
from ..base import Classifier, Parts
from ..terms import Decision, Setting, Shape

if TYPE_CHECKING:
    from ..terms import Vector

Choice = str | Decision
_SHAPES: dict[str, Shape] = {"direct": "none", "long_context": "whole"}


def _retrieval(question: str, setting: Setting) -> Choice:
    return "retrieval"


class ScriptedClassifier:
    """Gives prepared decisions, one a call, or those of a function of (question, setting).

    The name of a route alone becomes a certain decision for it, with the first registered model
    where the route needs one. `asked` holds the questions.
    """

    name = "scripted"

    def __init__(
        self, choices: Iterable[Choice] | Callable[[str, Setting], Choice] = _retrieval
    ) -> None:
        self._choices = Script[Choice]("classifier", choices)
        self.asked: list[str] = []

    async def classify(
        self, question: str, setting: Setting, *, vector: Vector | None = None
    ) -> Decision:
        """Return the next decision."""
        self.asked.append(question)
        choice = self._choices.next(question, setting)
        if isinstance(choice, Decision):
            return choice
        tuned = choice in ("tuned", "hybrid") and setting.models
        return Decision(
            route=choice,
            confidence=1.0,
            reason=f"The script says {choice}.",
            shape=_SHAPES.get(choice, "look_up"),
            model=setting.models[0].name if tuned else "",
            alternatives={choice: 1.0},
        )


def connect(parts: Parts) -> Classifier:
    """Make one that always chooses retrieval."""
    return ScriptedClassifier()
