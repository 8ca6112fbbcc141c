"""`trivium reindex`: make all vectors anew with the embedder of the settings."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from ..graph.settings import load_settings
from ..ingest.report import Meter
from .options import Json
from .output import console, hang, note, write_json
from .progress import bars, duration
from .run import run_shelf

if TYPE_CHECKING:
    from ..graph.records import Records
    from ..ingest.report import Watch

_STOPPED = "Stopped. Questions are answered as before; the same command goes on where it was."


def reindex(json: Json = False) -> int:
    """Make the vectors of all documents anew where they are of another embedder."""
    settings, started = load_settings(), time.monotonic()

    async def work(shelf: Records, progress: Watch | None) -> int:
        services, meter = shelf.services, Meter("vectors", 0, progress)

        def told(done: int, total: int) -> None:
            meter.total = total
            meter.add(done - meter.done)

        return await services.store.reindex(services.embedder, told)

    try:
        with bars(quiet=json) as progress:
            made = run_shelf(settings, partial(work, progress=progress))
    except KeyboardInterrupt:
        note(_STOPPED)
        raise
    if json:
        write_json({"vectors": made, "embedder": settings.embedder})
    else:
        taken = duration(time.monotonic() - started)
        what = f"{made:,} vectors made in {taken}" if made else "All vectors were there already"
        hang(console(), "✓ ", f"{what} ({settings.embedder}).", head_style="green")
    return 0
