"""`trivium ingest`: take documents in, and say of each that stayed out why."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..graph.settings import load_settings
from .options import Json
from .output import console, line, note, table, write_json
from .progress import bars, duration
from .run import run

if TYPE_CHECKING:
    from ..graph.library import Trivium
    from ..ingest.report import Report

NOT_ALL = 3
_STOPPED = "Stopped. What is in stays; the same command goes on where it was."


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    group: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A group that may read them; repeatable. Without one all may.",
            show_default=False,
        ),
    ] = None,
    tenant: Annotated[
        str, typer.Option(metavar="NAME", help="Whose documents they are.", show_default=False)
    ] = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove documents whose files have vanished.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait until the vectors are in, too.")
    ] = True,
    json: Json = False,
) -> int:
    """Take in files and folders; what is unchanged costs nothing."""
    settings = load_settings()
    started = time.monotonic()
    with bars(quiet=json) as progress:

        async def work(trivium: Trivium) -> Report:
            return await trivium.ingest(
                paths,
                groups=group or (),
                tenant=tenant or None,
                prune=prune,
                progress=progress,
                wait=wait,
            )

        try:
            report = run(settings, work)
        except KeyboardInterrupt:
            note(_STOPPED)
            raise
    if json:
        _as_json(report)
    else:
        _on_screen(report, time.monotonic() - started)
    return NOT_ALL if report.rejected else 0


def _as_json(report: Report) -> None:
    write_json(
        {
            "documents": [
                {
                    "id": added.document.id,
                    "title": added.document.title,
                    "source": added.document.source,
                    "status": added.document.status,
                    "passages": added.document.passages,
                    "change": added.change,
                }
                for added in report.documents
            ],
            "rejected": [{"name": r.name, "reason": r.reason} for r in report.rejected],
            "removed": report.removed,
            "skipped": report.skipped,
        }
    )


def _on_screen(report: Report, seconds: float) -> None:
    counts = Counter(added.change for added in report.documents)
    said = [
        f"{n} {change}" for change in ("added", "replaced", "unchanged") if (n := counts[change])
    ]
    if report.removed:
        said.append(f"{len(report.removed)} removed")
    if report.rejected:
        said.append(f"{len(report.rejected)} rejected")
    passages = sum(a.document.passages for a in report.documents if a.change != "unchanged")
    if passages:
        said.append(f"{passages:,} passages")
    sign = "!" if report.rejected else "✓"
    out = console()
    out.print(f"{sign} {', '.join(said) or 'nothing to do'} in {duration(seconds)}", soft_wrap=True)
    if report.rejected:
        table(("rejected", "because"), ((line(r.name), line(r.reason)) for r in report.rejected))
