"""`trivium keys`: who may use a server that is reached from elsewhere."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

import typer

from ..adapters.errors import BadInput
from ..graph.settings import load_settings
from ..server.keyring import Key, Keyring
from .options import Groups, Json, Tenant, User
from .output import note, table, write_json

app = typer.Typer(rich_markup_mode=None, help="Create, list and revoke API keys.")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call the key.")],
    user: User = "",
    group: Groups = None,
    tenant: Tenant = "",
    speaks_for_others: Annotated[
        bool,
        typer.Option("--speaks-for-others", help="For a frontend that names its users in headers."),
    ] = False,
    operator: Annotated[
        bool, typer.Option("--operator", help="May read /metrics, over all tenants.")
    ] = False,
    per_minute: Annotated[
        int, typer.Option("--per-minute", min=0, help="Requests a minute; 0: as the settings say.")
    ] = 0,
    per_day: Annotated[
        int, typer.Option("--per-day", min=0, help="Questions a day; 0: as the settings say.")
    ] = 0,
    json: Json = False,
) -> int:
    """Make a key; it is shown once and kept as a hash. From then on every request needs one."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"A key cannot be called {name[:50]!r}: take up to 40 small letters, digits and dashes."
        )
    settings = load_settings()
    key = Key(
        name=name,
        hash="",
        tenant=tenant or settings.tenant,
        user=user or name,
        groups=tuple(group or ()),
        speaks_for_others=speaks_for_others,
        operator=operator,
        per_minute=per_minute,
        per_day=per_day,
    )
    secret = Keyring(settings.home).create(key)
    if json:
        write_json({"name": name, "key": secret})
    else:
        typer.echo(secret)
        note("Keep it: it cannot be shown again. Send it as `Authorization: Bearer KEY`.")
    return 0


@app.command("list")
def list_(json: Json = False) -> int:
    """List the keys, without their secrets."""
    keys = Keyring(load_settings().home).keys()
    if json:
        write_json({"keys": [key.shown() for key in keys]})
    elif not keys:
        note("There are no keys, so Trivium serves this machine alone: `trivium keys create NAME`.")
    else:
        table(("name", "tenant", "user", "groups", "may", "created", "state"), map(_row, keys))
    return 0


@app.command()
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which key.")], json: Json = False
) -> int:
    """Let a key in no more; running servers know within a second."""
    gone = Keyring(load_settings().home).revoke(name)
    if json:
        write_json({"name": name, "revoked": gone.revoked})
    else:
        note(f"The key {name} lets nobody in any more.")
    return 0


def _row(key: Key) -> tuple[str, ...]:
    may = [
        *(["speak for others"] if key.speaks_for_others else []),
        *(["operate"] if key.operator else []),
    ]
    day = datetime.fromtimestamp(key.created).strftime("%Y-%m-%d")
    state = "revoked" if key.revoked else "good"
    return (key.name, key.tenant, key.user, ", ".join(key.groups), ", ".join(may), day, state)
