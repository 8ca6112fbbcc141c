"""`trivium copy`: carry all documents from one store to another, and prove that they arrived."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ..adapters.errors import BadInput
from ..graph.settings import load_settings
from .options import Json
from .output import console, hang, note, write_json
from .progress import bars

if TYPE_CHECKING:
    from ..graph.settings import Settings
    from ..ingest.copy import Copied
    from ..ingest.report import Watch

DIFFERENT = 6
_STOPPED = "Stopped. What arrived stays; the same command goes on where it was."


def copy(
    source: Annotated[str, typer.Option("--from", metavar="STORE", help="`embedded`, say.")],
    target: Annotated[str, typer.Option("--to", metavar="STORE", help="`weaviate`, say.")],
    json: Json = False,
) -> int:
    """Carry documents, passages, vectors and groups over, and compare both stores."""
    if source == target:
        raise BadInput(f"--from and --to are both {source!r}: name two stores.")
    try:
        with bars(quiet=json) as progress:
            copied = asyncio.run(_copied(load_settings(), source, target, progress))
    except KeyboardInterrupt:
        note(_STOPPED)
        raise
    if json:
        write_json({**asdict(copied), "equal": copied.equal})
    else:
        _on_screen(copied, source, target)
    return 0 if copied.equal else DIFFERENT


async def _copied(settings: Settings, source: str, target: str, progress: Watch | None) -> Copied:
    from ..graph.wiring import stores
    from ..ingest.copy import copy as carry

    origin, (one, other) = stores(settings, source, target)
    try:
        return await carry(one, other, origin=origin, progress=progress)
    finally:
        await asyncio.gather(one.close(), other.close())


def _on_screen(copied: Copied, source: str, target: str) -> None:
    counts = (
        f"{copied.documents:,} documents ({copied.carried:,} of them carried now), "
        f"{copied.passages:,} passages, {copied.vectors:,} vectors"
    )
    if copied.equal:
        said = f"{target} has all of {source}: {counts}, hash {copied.hash_to[:16]}"
        hang(console(), "✓ ", said, head_style="green")
    else:
        named = ", ".join(copied.unequal[:5])
        said = f"{len(copied.unequal):,} of {counts} differ in {target} ({named}): copy again."
        hang(console(), "✗ ", said, head_style="red")
    if copied.only_there > 0:
        note(f"{target} has {copied.only_there:,} more documents of its own.")
