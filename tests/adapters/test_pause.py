from __future__ import annotations

import pytest

from trivium.adapters._pause import Pause
from trivium.adapters.errors import Unavailable


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pause(clock: Clock) -> Pause:
    return Pause("The vendor", after=2, seconds=10, clock=clock)


def test_one_failure_is_no_reason_to_wait(pause: Pause) -> None:
    pause.failed()
    pause.check()


def test_failures_in_a_row_are(pause: Pause, clock: Clock) -> None:
    pause.failed()
    pause.failed()
    with pytest.raises(Unavailable, match="The vendor failed 2 times .* another 10 s"):
        pause.check()
    clock.now += 10
    pause.check()


def test_a_success_between_them_starts_the_count_again(pause: Pause) -> None:
    pause.failed()
    pause.worked()
    pause.failed()
    pause.check()


def test_a_failure_after_the_pause_begins_the_next(pause: Pause, clock: Clock) -> None:
    pause.failed()
    pause.failed()
    clock.now += 10
    pause.failed()
    with pytest.raises(Unavailable):
        pause.check()


def test_a_vendor_may_ask_for_a_wait_but_not_for_ever(pause: Pause, clock: Clock) -> None:
    pause.failed(wait_s=1e9)
    with pytest.raises(Unavailable):
        pause.check()
    clock.now += 60
    pause.check()


def test_a_failure_on_its_way_when_the_pause_began_does_not_end_it(pause: Pause) -> None:
    pause.failed(wait_s=30)
    pause.worked()
    pause.failed()
    with pytest.raises(Unavailable):
        pause.check()


def test_after_the_pause_one_tries_for_all(pause: Pause, clock: Clock) -> None:
    pause.failed()
    pause.failed()
    clock.now += 10
    pause.check()
    with pytest.raises(Unavailable):
        pause.check()

    pause.worked()

    pause.check()
