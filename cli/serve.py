"""`trivium serve`: the HTTP door and the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from ..graph.settings import load_settings
from .options import Json


def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to listen on.", show_default=False)
    ] = "",
    port: Annotated[
        int | None,
        typer.Option(metavar="N", help="The port; 0 takes a free one.", min=0, max=65535),
    ] = None,
    samples: Annotated[
        bool, typer.Option("--samples", help="Load the sample documents first.")
    ] = False,
    json: Json = False,
) -> int:
    """Serve HTTP: OpenAI-compatible chat, documents, a page to ask on."""
    from ..server.run import serve as listen

    settings = load_settings()
    listen(
        replace(
            settings,
            host=host or settings.host,
            port=settings.port if port is None else port,
        ),
        samples=samples,
    )
    return 0
