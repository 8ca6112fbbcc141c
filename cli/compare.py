"""`trivium compare`: models under trial beside the ones that answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from ..graph.settings import load_settings
from .options import Json, Tenant
from .output import note, table, write_json
from .run import run_shelf

if TYPE_CHECKING:
    from ..graph.compared import Compared
    from ..graph.records import Records

_DAY_S = 86_400
_NOTHING = (
    "No model has been under trial: give a contract under [[models]] a `canary` or a `shadow`."
)
_HEADINGS = ("model", "side", "answered by", "requests", "grounded", "agreed", "cost", "ms", "said")


def compare(
    days: Annotated[
        float, typer.Option(metavar="N", help="How many days to look back.", min=0)
    ] = 30,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Compare canaries and shadows with the models that they are tried against."""
    settings = load_settings()

    async def work(records: Records) -> list[Compared]:
        since = time.time() - days * _DAY_S
        return await records.compared(since=since, tenant=tenant or settings.tenant)

    found = run_shelf(settings, work)
    if json:
        write_json({"compared": found})
    elif not found:
        note(_NOTHING)
    else:
        table(_HEADINGS, map(_row, found))
    return 0


def _row(one: Compared) -> tuple[str, ...]:
    failed = f", {one.failed} failed" if one.failed else ""
    said = f"{one.good} good, {one.bad} bad" if one.good or one.bad else ""
    return (
        one.model,
        one.side,
        one.answerer,
        f"{one.requests:,}{failed}",
        _percent(one.grounded),
        _percent(one.agreed),
        f"${one.cost_usd:.5f}",
        f"{one.ms:,.0f}",
        said,
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
