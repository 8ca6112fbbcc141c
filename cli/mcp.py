"""`trivium mcp`: the Model Context Protocol over standard input and output."""

from __future__ import annotations

import asyncio

from ..graph.settings import load_settings
from .options import Json


def mcp(json: Json = False) -> int:
    """Be a tool of a program that speaks MCP: ask, search and read, over stdin and stdout."""
    asyncio.run(_serve())
    return 0


async def _serve() -> None:
    from ..graph.library import Trivium
    from ..server.mcp import serve_stdio

    async with Trivium.open(load_settings()) as trivium:
        await serve_stdio(trivium)
