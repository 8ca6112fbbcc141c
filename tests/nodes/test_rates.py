"""How often a tenant asks, without counting all of it each time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from trivium import Services, Settings
from trivium.graph.wiring import services_from
from trivium.nodes.rates import Rates


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return services_from(Settings(home=tmp_path))


@dataclass
class Counting:
    """A ledger that only counts."""

    count: int
    name: str = "counting"
    asked_for: list[str] = field(default_factory=list[str])

    async def asked(self, tenant: str, *, since: float) -> int:
        self.asked_for.append(tenant)
        return self.count


async def counted(services: Services, ledger: Counting, *seconds: float) -> list[int]:
    rates = Rates()
    found = []
    for at in seconds:
        ledger.count += 1
        now = replace(services, ledger=ledger, clock=lambda at=at: at)  # type: ignore[arg-type,misc]
        found.append(await rates.per_hour("ann", now))
    return found


async def test_few_questions_are_counted_each_time(services: Services) -> None:
    assert await counted(services, Counting(3), 100.0, 100.1, 101.0) == [4, 5, 6]


async def test_many_are_remembered_for_a_moment(services: Services) -> None:
    ledger = Counting(500)

    assert await counted(services, ledger, 100.0, 105.0, 110.5) == [501, 501, 503]
    assert len(ledger.asked_for) == 2
