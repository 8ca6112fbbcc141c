"""`trivium doctor`: is everything in order here, and if not, what to do about it."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..adapters.errors import TriviumError, Unavailable, UnknownSetting
from ..adapters.secrets import Secret
from ..graph.settings import Resolved, Settings, resolve_settings
from . import checks
from .options import Json
from .output import clean, console, hang, table, write_json

if TYPE_CHECKING:
    from ..adapters.base import Services
    from .checks import Check

_SIGNS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}
_SECRET = re.compile(r"(key|token|secret|password)s?$")
_LOGIN = re.compile(r"(?<=://)[^/@\s]+(?=@)")


Economy = Annotated[
    bool,
    typer.Option(
        "--economy", help="Show instead what reading everything costs against searching, in a year."
    ),
]
Svg = Annotated[
    Path | None, typer.Option("--svg", metavar="FILE", help="Draw the economy into a file.")
]


def doctor(json: Json = False, economy: Economy = False, svg: Svg = None) -> int:
    """Check that everything works here; exit 7 if something does not."""
    if economy or svg is not None:
        from .economy import show_economy

        return show_economy(json=json, svg=svg)
    try:
        resolved = resolve_settings()
    except UnknownSetting as error:
        broken = checks.Check(name="settings", status="fail", found=str(error))
        found, resolved = [checks.python(), broken], Resolved(settings=Settings(), sources={})
    else:
        found = examine(resolved.settings)
    failed = any(check.status == "fail" for check in found)
    if json:
        write_json({"ok": not failed, "checks": found, "settings": settings_shown(resolved)})
    else:
        _on_screen(found, resolved)
    return Unavailable.exit_code if failed else 0


def examine(settings: Settings) -> list[Check]:
    """Run every check, each whatever became of the others."""
    found = [checks.python(), *checks.home(settings.home)]
    members = checks.members(settings)
    if any(check.status == "fail" for check in members):
        return [*found, *members, checks.port(settings.host, settings.port)]
    import asyncio

    from ..graph.wiring import services_from

    try:
        services = services_from(settings)
    except TriviumError as error:
        broken = checks.Check(name="members", status="fail", found=str(error))
        return [*found, *members, broken, checks.port(settings.host, settings.port)]
    found += checks.named(members, services)
    found += asyncio.run(_in_use(services, settings, fresh=not settings.home.exists()))
    return [*found, checks.port(settings.host, settings.port)]


def settings_shown(resolved: Resolved) -> list[dict[str, object]]:
    """List every setting with its value, without secrets, and where it came from."""
    return [
        {
            "name": field.name,
            "value": masked(field.name, getattr(resolved.settings, field.name)),
            "source": resolved.sources.get(field.name, "default"),
        }
        for field in fields(Settings)
    ]


def masked(name: str, value: object) -> object:
    """Return the value as it may be shown: secrets and logins inside addresses as stars."""
    if isinstance(value, Secret) or (isinstance(value, str) and _SECRET.search(name)):
        return "***" if value else ""
    if isinstance(value, Path):
        return str(value)
    return _LOGIN.sub("***", value) if isinstance(value, str) else value


async def _in_use(services: Services, settings: Settings, *, fresh: bool) -> list[Check]:
    from ..graph.wiring import close

    try:
        found = [] if fresh else await _kept(services)
        if settings.ledger != "embedded":
            found.append(await checks.receipts(services.ledger))
        found += await checks.models(services)
        known = settings.embedder == "embedded"
        return [*found, await checks.encoder(services.embedder, known=known)]
    finally:
        await close(services)


async def _kept(services: Services) -> list[Check]:
    database = await checks.database(services.store)
    if database.status == "fail":
        return [database]
    return [database, await checks.vectors(services.store, services.embedder)]


def _on_screen(found: list[Check], resolved: Resolved) -> None:
    out = console()
    for check in found:
        sign, style = _SIGNS[check.status]
        hang(out, f"{sign} {check.name:<12}", clean(check.found), head_style=style)
        if check.mend:
            hang(out, " " * 14, check.mend, style="yellow")
    changed = [row for row in settings_shown(resolved) if row["source"] != "default"]
    out.print()
    if not changed:
        out.print("All settings are at their defaults.", style="dim")
        return
    rows = ((str(row["name"]), str(row["value"]), str(row["source"])) for row in changed)
    table(("setting", "value", "from"), rows)
