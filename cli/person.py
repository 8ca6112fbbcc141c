"""`trivium person`: export or delete everything that is kept of somebody."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ..adapters.errors import BadInput
from ..adapters.terms import Principal, Scope
from ..graph.settings import Settings, load_settings
from .chat import history_of
from .files import written_to
from .options import Json, Tenant, To
from .output import line, note, write_json
from .run import run_shelf

if TYPE_CHECKING:
    from ..graph.people import Deleted, People

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Who = Annotated[str, typer.Argument(metavar="WHO", help="The user's name.")]
_KINDS = ("document", "thread", "receipt", "audit")


@app.callback()
def person() -> None:
    """Export or delete everything that is kept of somebody."""


@app.command()
def export(
    who: Who,
    to: To = "-",
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Write everything of somebody as JSON lines: documents, conversations, receipts, log lines."""
    from ..server.audited import lines_of

    settings = load_settings()
    whose, scope = _of(settings, who, tenant)
    count = Counter[str]()

    async def work(people: People) -> None:
        async for row in people.export_person(principal=whose, scope=scope):
            write(row)
            count[row["kind"]] += 1

    with written_to(to) as write:
        run_shelf(settings, work)
        for row in lines_of(settings.home, whose):
            write({"kind": "audit", **row})
            count["audit"] += 1
    if to != "-":
        counts = {kind: count[kind] for kind in _KINDS}
        write_json({"exported": counts}) if json else note(f"Wrote {_told(counts)} to {to}.")
    return 0


@app.command()
def delete(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    tenant: Tenant = "",
    json: Json = False,
) -> int:
    """Delete everything of somebody for good, and take the name out of the audit log."""
    from ..server.audited import mask
    from ..server.keyring import Keyring

    settings = load_settings()
    whose, scope = _of(settings, who, tenant)
    if not yes:
        _agreed(whose, json=json)

    async def work(people: People) -> Deleted:
        return await people.delete_person(principal=whose, scope=scope)

    gone = asdict(run_shelf(settings, work))
    masked = 0 if settings.audit_deleted == "keep" else mask(settings.home, whose)
    if whose.user == settings.user:
        history_of(settings).unlink(missing_ok=True)
    keys = [
        key.name
        for key in Keyring(settings.home).keys()
        if (key.tenant, key.user) == (whose.tenant, whose.user) and not key.revoked
    ]
    if json:
        write_json({**gone, "audit_lines": masked, "keys": keys})
        return 0
    counts = {"document": gone["documents"], "thread": gone["threads"]}
    note(f"Deleted {_told({**counts, 'receipt': gone['receipts'], 'audit': masked})}.")
    for name in keys:
        note(f"The key {name} still lets them in: `trivium keys revoke {name}`.")
    return 0


def _of(settings: Settings, who: str, tenant: str) -> tuple[Principal, Scope]:
    """Return whose data it is, and the scope that sees all of it."""
    if not who:
        raise BadInput("Name the user whose data it is.")
    whose = Principal(user=who, tenant=tenant or settings.tenant)
    return whose, Scope.owner(whose.tenant)


def _agreed(whose: Principal, *, json: bool) -> None:
    if json or not sys.stdin.isatty():
        raise BadInput("This deletes for good: say --yes.")
    typer.confirm(
        f"Delete all documents, conversations and receipts of {line(whose.user)} for good?",
        abort=True,
    )


def _told(counts: dict[str, int]) -> str:
    names = {"audit": "audit log line", "thread": "conversation"}
    parts = [f"{n:,} {names.get(kind, kind)}{'s' * (n != 1)}" for kind, n in counts.items()]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
