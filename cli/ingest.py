"""`trivium ingest`: take documents in, and say of each that stayed out why."""

from __future__ import annotations

import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ..graph.settings import load_settings
from .agree import agreed, show_contexts
from .options import Json
from .output import console, hang, line, note, write_json
from .progress import bars, duration
from .run import run_shelf

if TYPE_CHECKING:
    from ..graph.shelf import Shelf
    from ..ingest.report import Report
    from .progress import Drawer

NOT_ALL = 3
_STOPPED = "Stopped. What is in stays; the same command goes on where it was."


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")],
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
    user: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="The person whose they are: they go with that person's data.",
            show_default=False,
        ),
    ] = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove documents whose files have vanished.")
    ] = False,
    loader: Annotated[
        str,
        typer.Option(
            metavar="CLASS",
            help="A loader of langchain-community, by its name, that reads PATH instead.",
            show_default=False,
        ),
    ] = "",
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait until the vectors are in, too.")
    ] = True,
    contextual: Annotated[
        bool | None,
        typer.Option(
            "--contextual/--no-contextual",
            help="Have the model write the place of each passage; tells the cost first.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to what contexts cost.")] = False,
    json: Json = False,
) -> int:
    """Take in files and folders; what is unchanged costs nothing."""
    settings = load_settings()
    started = time.monotonic()

    async def work(shelf: Shelf, progress: Drawer | None) -> Report:
        return await shelf.ingest(
            paths,
            groups=group or (),
            tenant=tenant or None,
            user=user,
            prune=prune,
            progress=progress,
            wait=wait,
            loader=loader,
            contextual=contextual,
            confirm=partial(agreed, yes=yes, quiet=json, drawn=progress),
        )

    try:
        with bars(quiet=json) as progress:
            report = run_shelf(settings, partial(work, progress=progress))
    except KeyboardInterrupt:
        note(_STOPPED)
        raise
    if json:
        _as_json(report)
    else:
        _on_screen(report, time.monotonic() - started)
    whole = report.contexts is None or not report.contexts.left
    return 0 if whole and not report.rejected else NOT_ALL


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
            **({"contexts": report.contexts} if report.contexts else {}),
        }
    )


def _on_screen(report: Report, seconds: float) -> None:
    out = console()
    sign, style = ("!", "yellow") if report.rejected else ("✓", "green")
    hang(out, f"{sign} ", f"{_counted(report)} in {duration(seconds)}", head_style=style)
    if report.contexts:
        show_contexts(out, report.contexts)
    for rejected in report.rejected:
        hang(out, "✗ ", line(rejected.reason), head_style="red")


def _counted(report: Report) -> str:
    changes = Counter(added.change for added in report.documents)
    passages = sum(a.document.passages for a in report.documents if a.change != "unchanged")
    counts = {
        "added": changes["added"],
        "replaced": changes["replaced"],
        "unchanged": changes["unchanged"],
        "removed": len(report.removed),
        "rejected": len(report.rejected),
        "of other kinds skipped": len(report.skipped),
        "passages": passages,
    }
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count) or "nothing"
