"""Models under trial, summed up side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trivium.adapters.receipts import Shadow
from trivium.adapters.tried import Tried
from trivium.graph.compared import compare

SHADOW = Shadow(model="two", outcome="grounded", agreed=True, cost_usd=0.5, ms=30.0)


def tried(**given: Any) -> Tried:
    given = {"side": "present", "answerer": "one", "outcome": "grounded", **given}
    return Tried(**{"model": "brand", "cost_usd": 1.0, "ms": 10.0, **given})


def test_each_side_has_its_share_cost_and_time() -> None:
    rows = [
        tried(),
        tried(outcome="partial", cost_usd=3.0, ms=20.0, good=1, failed=True),
        tried(side="canary", answerer="two", ms=50.0, bad=2),
    ]

    present, canary = compare(rows)

    assert (present.side, present.answerer, present.requests) == ("present", "one", 2)
    assert (present.grounded, present.cost_usd, present.ms) == (0.5, 2.0, 15.0)
    assert (present.good, present.failed, present.agreed) == (1, 1, None)
    assert (canary.side, canary.grounded, canary.bad) == ("canary", 1.0, 2)


def test_a_shadow_is_compared_with_what_was_answered() -> None:
    other = replace(SHADOW, outcome="partial", agreed=False, cost_usd=1.5, ms=50.0)
    rows = [tried(shadow=SHADOW), tried(shadow=other), tried()]

    present, shadow = compare(rows)

    assert (present.requests, shadow.requests) == (3, 2)
    assert (shadow.side, shadow.answerer) == ("shadow", "two")
    assert (shadow.grounded, shadow.agreed) == (0.5, 0.5)
    assert (shadow.cost_usd, shadow.ms) == (1.0, 40.0)


def test_what_failed_in_the_shadow_is_counted_and_weighs_on_nothing_else() -> None:
    failed = Shadow(model="two", error="upstream: gone", ms=9000.0)

    _, shadow = compare([tried(shadow=SHADOW), tried(shadow=failed)])
    assert (shadow.requests, shadow.failed, shadow.grounded, shadow.ms) == (2, 1, 1.0, 30.0)

    _, alone = compare([tried(shadow=failed)])
    assert (alone.grounded, alone.agreed) == (None, None)


def test_models_and_sides_come_in_one_order() -> None:
    rows = [tried(model="b"), tried(model="a", side="canary"), tried(model="a", shadow=SHADOW)]

    assert [(one.model, one.side) for one in compare(rows)] == [
        ("a", "present"),
        ("a", "canary"),
        ("a", "shadow"),
        ("b", "present"),
    ]
