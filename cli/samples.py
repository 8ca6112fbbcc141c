"""Offer the sample documents to someone who has none yet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from ..adapters.terms import Scope
from .output import note

if TYPE_CHECKING:
    from ..graph.library import Trivium

_OFFER = "There are no documents yet. Load a small company's, to try it on?"
_HINT = "There are no documents yet: `trivium ingest PATH` takes yours, --samples loads samples."


async def provide(trivium: Trivium, *, wanted: bool, quiet: bool) -> None:
    """Load the samples where they are wanted, or where there is nothing and the asker says yes."""
    if not wanted:
        if (await trivium.services.store.corpus(Scope.owner())).documents:
            return
        if quiet or not (sys.stdin.isatty() and sys.stdout.isatty()):
            note(_HINT)
            return
        if not typer.confirm(_OFFER, default=True, err=True):
            return
    from ..samples import folder
    from .progress import bars

    with bars(quiet=quiet, passing=True) as progress:
        await trivium.ingest([folder()], progress=progress)
