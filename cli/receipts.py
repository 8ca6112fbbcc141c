"""`trivium receipts`: list the answers given so far, show one again, export them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from ..adapters.errors import BadInput, NotFound
from ..adapters.receipts import Receipt
from ..adapters.terms import Principal
from ..graph.settings import Settings, load_settings
from .answer import Screen, spaced
from .files import written_to
from .options import Groups, Json, Tenant, User, principal
from .output import console, hang, line, note, shorten, table, when, write_json
from .run import run_shelf

if TYPE_CHECKING:
    from ..graph.records import Records, Standing

_WHOLE_ID = 34
_SAID = {"changed": "has changed since", "deleted": "was deleted since: its words are gone"}


def receipts(
    id: Annotated[
        str,
        typer.Argument(
            metavar="[ID]", help="A receipt's id, or its beginning.", show_default=False
        ),
    ] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how it was done, as a tree.")
    ] = False,
    export: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Write all as JSON lines; - to stdout.", show_default=False
        ),
    ] = "",
    limit: Annotated[int, typer.Option(metavar="N", help="How many to list.", min=1)] = 20,
    after: Annotated[
        str, typer.Option(metavar="ID", help="List those behind this one.", show_default=False)
    ] = "",
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """List your receipts, the newest first; show one; export all."""
    settings = load_settings()
    asker = principal(settings, user, tenant, group)
    if id and export:
        raise BadInput("One receipt is shown with --json; --export writes all of them.")
    if export:
        return _export(settings, asker, export, json=json)
    if id:
        return _show(settings, asker, id, explained=explain, json=json)
    return _list(settings, asker, limit, after, json=json)


def _list(settings: Settings, asker: Principal, limit: int, after: str, *, json: bool) -> int:
    async def work(records: Records) -> list[Receipt]:
        return await records.receipts(principal=asker, limit=limit + 1, after=after)

    found = run_shelf(settings, work)
    page, more = found[:limit], len(found) > limit
    if json:
        rows = [receipt.as_json() for receipt in page]
        last = page[-1].id if page else None
        write_json({"receipts": rows, "has_more": more, "last_id": last})
    elif not page:
        note("There are no receipts yet: `trivium ask QUESTION` writes the first.")
    else:
        short = console().is_terminal
        headings = ("id", "when", "outcome", "route", "ms", "question")
        table(headings, (_row(receipt, short=short) for receipt in page))
    return 0


def _row(receipt: Receipt, *, short: bool) -> tuple[str, ...]:
    return (
        receipt.id[:10] if short else receipt.id,
        when(receipt.at, short=short),
        spaced(receipt.outcome) if short else receipt.outcome,
        spaced(receipt.route) if short else receipt.route,
        f"{receipt.ms:,.0f}" if short else f"{receipt.ms:.0f}",
        shorten(receipt.question, 60) if short else line(receipt.question),
    )


def _show(settings: Settings, asker: Principal, id: str, *, explained: bool, json: bool) -> int:
    async def work(records: Records) -> tuple[Receipt, Mapping[str, Standing]]:
        receipt = await _find(records, id, asker)
        return receipt, await records.standing(receipt, principal=asker)

    receipt, standing = run_shelf(settings, work)
    if json:
        write_json({**receipt.as_json(), "documents": standing})
        return 0
    from .explain import explain

    out = console()
    if explained:
        explain(out, receipt, standing)
        return 0
    out.print(line(receipt.question), style="bold", soft_wrap=True)
    Screen(out).show_again(receipt)
    titles = {citation.document_id: line(citation.title) for citation in receipt.citations}
    for document, now in standing.items():
        if now in _SAID:
            said = f"{titles.get(document) or document} {_SAID[now]}"
            hang(out, "! ", said, head_style="yellow", indent=2)
    return 0


async def _find(records: Records, id: str, asker: Principal) -> Receipt:
    """Return the receipt with this id, or the only one whose id begins so."""
    if len(id) >= _WHOLE_ID:
        return await records.receipt(id, principal=asker)
    begun = [r async for r in records.every_receipt(principal=asker) if r.id.startswith(id)]
    if len(begun) > 1:
        raise BadInput(f"Several receipts' ids begin with {id!r}: give more of it.")
    if not begun:
        raise NotFound(f"There is no receipt whose id begins with {id!r} that you may read.")
    return begun[0]


def _export(settings: Settings, asker: Principal, target: str, *, json: bool) -> int:
    count = 0

    async def work(records: Records) -> None:
        nonlocal count
        async for receipt in records.every_receipt(principal=asker):
            write(receipt.as_json())
            count += 1

    with written_to(target) as write:
        run_shelf(settings, work)
    if target != "-":
        write_json({"exported": count}) if json else note(f"Wrote {count:,} receipts to {target}.")
    return 0
