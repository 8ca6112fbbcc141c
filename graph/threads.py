"""Conversations in SQLite: LangGraph's checkpoints, one a question, under a name of the asker's."""

from __future__ import annotations

import asyncio
import inspect
import json
from dataclasses import is_dataclass
from pathlib import Path

import aiosqlite
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from ..adapters import asking, receipts, sources
from ..adapters._database import translated
from ..adapters.terms import Principal, digest

FILE = "threads.db"
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000")


def checkpoint_types() -> list[tuple[str, str]]:
    """Name the types that a state holds, for `JsonPlusSerializer(allowed_msgpack_modules=...)`."""
    return sorted(
        (module.__name__, name)
        for module in (sources, asking, receipts)
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(kind) and kind.__module__ == module.__name__
    )


async def open_threads(home: Path) -> AsyncSqliteSaver:
    """Open the checkpoints of `home`; closed with `saver.conn.close()`. Raises `Unavailable`."""
    path = home / FILE
    with translated(path):
        await asyncio.to_thread(home.mkdir, parents=True, exist_ok=True)
        connection = await aiosqlite.connect(path)
        try:
            for pragma in _PRAGMAS:
                await connection.execute(f"PRAGMA {pragma}")
            serde = JsonPlusSerializer(allowed_msgpack_modules=checkpoint_types())
            saver = AsyncSqliteSaver(connection, serde=serde)
            await saver.setup()
        except BaseException:
            await connection.close()
            raise
    return saver


def thread_key(principal: Principal, thread: str) -> str:
    """Name a thread so that no other tenant or user can reach it."""
    return digest(json.dumps([principal.tenant, principal.user, thread]))
