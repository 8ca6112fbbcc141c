"""Models under trial, side by side: what each was worth, what it cost, how long it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from ..adapters.tried import Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One side of a contract: its own model (`present`), the `canary` or the `shadow`.

    `grounded` and `agreed` are shares; `agreed` is the shadow's alone, and like `grounded` None
    where there is nothing to count. `cost_usd` is the mean of a request, `ms` the median of writing
    and checking the answer. `failed` counts where another model took the place of this one, and a
    shadow's errors, which its other figures leave out.
    """

    model: str
    side: str
    answerer: str
    requests: int
    grounded: float | None
    agreed: float | None
    cost_usd: float
    ms: float
    failed: int = 0
    good: int = 0
    bad: int = 0


def compare(rows: Iterable[Tried]) -> list[Compared]:
    """Sum up the answers of each side of each model."""
    sides: dict[tuple[str, str, str], list[Tried]] = {}
    for row in rows:
        sides.setdefault((row.model, row.side, row.answerer), []).append(row)
        if row.shadow:
            sides.setdefault((row.model, "shadow", row.shadow.model), []).append(row)
    order = ("present", "canary", "shadow")
    keys = sorted(sides, key=lambda key: (key[0], order.index(key[1]), key[2]))
    return [(_shadowed if key[1] == "shadow" else _answered)(*key, sides[key]) for key in keys]


def _answered(model: str, side: str, answerer: str, rows: Sequence[Tried]) -> Compared:
    return Compared(
        model=model,
        side=side,
        answerer=answerer,
        requests=len(rows),
        grounded=_share([row.outcome == "grounded" for row in rows]),
        agreed=None,
        cost_usd=fmean(row.cost_usd for row in rows),
        ms=median(row.ms for row in rows),
        failed=sum(row.failed for row in rows),
        good=sum(row.good for row in rows),
        bad=sum(row.bad for row in rows),
    )


def _shadowed(model: str, side: str, answerer: str, rows: Sequence[Tried]) -> Compared:
    shadows = [row.shadow for row in rows if row.shadow]
    said = [shadow for shadow in shadows if not shadow.error]
    return Compared(
        model=model,
        side=side,
        answerer=answerer,
        requests=len(shadows),
        grounded=_share([shadow.outcome == "grounded" for shadow in said]),
        agreed=_share([shadow.agreed for shadow in said]),
        cost_usd=fmean([shadow.cost_usd for shadow in said] or [0.0]),
        ms=median([shadow.ms for shadow in said] or [0.0]),
        failed=len(shadows) - len(said),
    )


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None
