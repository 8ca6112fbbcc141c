"""What scripted members say: prepared answers in their order, or a function."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from .errors import BadInput

T = TypeVar("T")


class Script(Generic[T]):
    """Gives one prepared answer a call, or what the function makes of the call's arguments.

    Raises `BadInput` when the prepared answers are used up.
    """

    def __init__(self, member: str, answers: Iterable[T] | Callable[..., T]) -> None:
        self._member = member
        self._function = answers if callable(answers) else None
        self._answers: deque[T] = deque(() if callable(answers) else answers)

    def next(self, *given: Any) -> T:
        """Return the next answer."""
        if self._function is not None:
            return self._function(*given)
        if not self._answers:
            raise BadInput(
                f"The scripted {self._member} has no answer left; prepare more, or give a function."
            )
        return self._answers.popleft()
