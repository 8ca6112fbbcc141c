"""Leave a vendor alone for a while after it has failed several times in a row."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from .errors import Unavailable

# A vendor may ask for any wait; longer than this nobody would notice that it is back.
_LONGEST_S = 60.0


class Pause:
    """Counts failures in a row; from `after` of them on, nothing is asked for `seconds`.

    After that one question tries, and the others wait for how that goes.
    """

    def __init__(
        self,
        name: str,
        *,
        after: int = 3,
        seconds: float = 10.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._name = name
        self._after = after
        self._seconds = seconds
        self._clock = clock
        self._failures = 0
        self._until = self._tried_until = 0.0

    def check(self) -> None:
        """Raise `Unavailable` while the pause lasts."""
        if (left := self.left_s) > 0:
            times = f"{self._failures} time{'s' if self._failures > 1 else ''}"
            raise Unavailable(
                f"{self._name} failed {times} and is not asked for another "
                f"{left:.0f} s: look at the errors before this one."
            )
        if self._failures >= self._after:
            self._until = self._tried_until = self._clock() + self._seconds

    @property
    def left_s(self) -> float:
        """The seconds until it may be asked again."""
        return max(self._until - self._clock(), 0.0)

    def worked(self) -> None:
        """Forget the failures, and let the others in where one question tried."""
        self._failures = 0
        if self._until == self._tried_until:
            self._until = 0.0

    def failed(self, wait_s: float = 0.0) -> None:
        """Count a failure; `wait_s` is what the vendor itself asked for, at most a minute of it."""
        self._failures += 1
        own = self._seconds if self._failures >= self._after else 0.0
        self._until = max(self._until, self._clock() + max(own, min(wait_s, _LONGEST_S)))
