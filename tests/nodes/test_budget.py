"""What fits is worked out before a step, not after."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from trivium import Context, Passage, Services
from trivium.adapters.price import Price
from trivium.adapters.receipts import StepRecord
from trivium.adapters.terms import Usage
from trivium.nodes.budget import Budget, allowance, budget
from trivium.nodes.state import State

FREE = float("inf")


class Member:
    name = "member"

    def __init__(self, price: Price | None = None, *, local: bool = False) -> None:
        self.price, self.local = price, local


def passages(*sizes: int) -> list[Passage]:
    return [
        Passage(
            id=str(n), document_id="d", version="v", ordinal=n, start=0, end=4 * size,
            text="x" * 4 * size,
        )
        for n, size in enumerate(sizes)
    ]  # fmt: skip


def left(*, seconds: float = FREE, tokens: float = FREE, usd: float = FREE) -> Budget:
    return Budget(seconds=seconds, tokens=tokens, usd=usd)


def test_evidence_that_does_not_fit_is_left_out_from_the_end() -> None:
    allowed = allowance(left(tokens=200), Member(), passages(50, 50, 50), around=10)
    assert [p.id for p in allowed.evidence] == ["0", "1"]
    assert allowed.tokens_in == 110
    assert allowed.most_out == 90


def test_an_attempt_whose_evidence_cannot_be_read_does_not_begin() -> None:
    allowed = allowance(left(tokens=100), Member(), passages(50), around=10)
    assert (allowed.stopped, allowed.evidence) == ("tokens", [])


def test_money_is_estimated_by_the_members_price() -> None:
    dear = Member(Price(read=1000, written=1000))  # a thousandth of a dollar a token
    allowed = allowance(left(usd=0.2), dear, passages(50, 50, 50), around=10)
    assert [p.id for p in allowed.evidence] == ["0", "1"]
    assert allowed.most_out == 90
    assert allowance(left(usd=0.1), dear, passages(50), around=10).stopped == "money"
    assert allowance(left(usd=0.01), dear, [], around=0).stopped == "money"


def test_a_model_with_shorter_tokens_reads_less() -> None:
    allowed = allowance(left(tokens=300), Member(), passages(50, 50, 50), around=10, scale=2.0)
    assert [p.id for p in allowed.evidence] == ["0", "1"]
    assert allowed.tokens_in == 220


def test_what_a_member_puts_around_the_evidence_counts() -> None:
    framed = Member()
    framed.frame_tokens = 60  # type: ignore[attr-defined]
    allowed = allowance(left(tokens=250), framed, passages(50, 50, 50), around=10)
    assert [p.id for p in allowed.evidence] == ["0", "1"]
    assert allowed.tokens_in == 170


def test_a_member_that_runs_here_reads_for_nothing() -> None:
    allowed = allowance(left(tokens=1), Member(local=True), passages(50), around=10)
    assert len(allowed.evidence) == 1
    assert allowed.tokens_in == 0


def test_with_almost_no_time_left_nothing_begins() -> None:
    assert allowance(left(seconds=0.01), Member(), [], around=0).stopped == "deadline"


def step(start_ms: float, ms: float) -> StepRecord:
    return StepRecord(name="step", start_ms=start_ms, ms=ms)


def seconds_left(*steps: StepRecord, now: float = 110.0) -> float:
    state = State(question="Why?", started=100.0, steps=list(steps))
    asked = cast(Services, SimpleNamespace(clock=lambda: now))
    return budget(state, asked, Context(deadline_s=20.0)).seconds


def test_a_moment_is_kept_for_the_end() -> None:
    assert seconds_left(step(0, 4000), step(4001, 5998)) == pytest.approx(9.95)


def test_on_a_busy_machine_the_end_gets_what_steps_had_to_wait() -> None:
    assert seconds_left(step(100, 4000), step(4500, 5500)) == pytest.approx(10 - 4 * 0.4)
    assert seconds_left(step(300, 9700)) == pytest.approx(10 - 4 * 0.3)
    assert seconds_left(now=100.2) == pytest.approx(19.8 - 4 * 0.2)


def test_what_the_present_step_waited_counts() -> None:
    assert seconds_left(step(0, 9500)) == pytest.approx(10 - 4 * 0.5)


def test_never_more_than_a_share_is_kept_for_the_end() -> None:
    assert seconds_left(step(9000, 1000)) == pytest.approx(10 - 0.2 * 20)


def test_a_cached_prefix_costs_its_own_price() -> None:
    price = Price(read=3, written=15, cached=0.3)
    used = Usage(tokens_in=1_000_000, cached_tokens=500_000, tokens_out=100_000)
    assert price.of(used) == 1.5 + 0.15 + 1.5
