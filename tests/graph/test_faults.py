"""Whatever way a model fails, in whichever role, along whichever route: a typed end, in time."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import cycle, product
from pathlib import Path
from typing import get_args

import pytest

from trivium.adapters.chat.marks import NOT_THERE
from trivium.adapters.errors import Unavailable, Upstream
from trivium.adapters.fakes.faults import Fault
from trivium.adapters.fakes.openai import KEY
from trivium.adapters.fakes.quoting import Quoting
from trivium.adapters.fakes.server import FakeServer
from trivium.adapters.receipts import Outcome
from trivium.nodes import finish

from .matrix import FAULTS, ROLES, ROUTES, VENDORS, Cell, cells

pytestmark = pytest.mark.loopback
# What Trivium says by itself, without any evidence.
OWN = (finish.NOTHING_FOUND, finish.NOTHING_HOLDS, finish.OUT_OF_TIME, finish.NOTHING_SAID)
# With these an answer or a form may still be usable, and then nobody has to do without.
USABLE = {"", "slow", "cut", "loop", "ignores_format", "wrong_schema", "half_json", "fenced"}


@pytest.fixture
def server(vendor: str) -> Generator[FakeServer]:
    with VENDORS[vendor](Quoting(not_there=NOT_THERE, sentences=1)) as running:
        yield running


def hold(found: Sequence[Cell]) -> None:
    """Hold every cell to what is promised."""
    for cell in found:
        where = f"{cell.fault or 'no fault'} of {cell.role} on {cell.route}"
        if cell.error is not None:
            assert isinstance(cell.error, Upstream | Unavailable), where
            assert KEY not in str(cell.error), where
            continue
        assert cell.end["type"] == "finished", where
        assert cell.end["outcome"] in get_args(Outcome), where
        assert KEY not in f"{cell.events} {cell.kept}", where
        for event in cell.events:
            if event["type"] == "sentence" and event["text"].strip() not in OWN:
                assert event["label"] == "supported", f"{where}: {event['text']}"
        if cell.asked and cell.fault not in USABLE:
            assert cell.end["degraded"] or cell.end["outcome"] == "budget_exhausted", where


@pytest.mark.parametrize(
    ("vendor", "turn"), [(vendor, turn) for turn, vendor in zip(range(len(FAULTS)), cycle(VENDORS))]
)
async def test_every_fault_in_every_role_ends_typed_with_nothing_unverified(
    vendor: str, server: FakeServer, turn: int, tmp_path: Path
) -> None:
    fault = FAULTS[turn]
    pairs = [(role, ROUTES[(turn + n) % len(ROUTES)]) for n, role in enumerate(ROLES)]

    hold(await cells(server, vendor, fault, pairs, tmp_path))


@pytest.mark.parametrize("vendor", VENDORS)
async def test_every_role_is_asked_on_some_route(
    vendor: str, server: FakeServer, tmp_path: Path
) -> None:
    time = {"deadline_s": 0.0, "model_timeout_s": 30.0}
    pairs = list(product(ROLES, ROUTES))
    found = await cells(server, vendor, "", pairs, tmp_path, **time)

    assert {cell.role for cell in found if cell.asked} == set(ROLES)


@pytest.mark.long
@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("fallback", ["embedded", "none"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_in_every_role_on_every_route(
    vendor: str, server: FakeServer, fault: Fault, fallback: str, tmp_path: Path
) -> None:
    pairs = list(product(ROLES, ROUTES))

    hold(await cells(server, vendor, fault, pairs, tmp_path, model_fallback=fallback))
