"""Conversations in SQLite: LangGraph's checkpoints, one a question, under a name of the asker's."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from dataclasses import is_dataclass
from pathlib import Path

import aiosqlite
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from ..adapters import asking, receipts, sources
from ..adapters.errors import DatabaseCorrupt, HomeUnusable
from ..adapters.terms import Principal, digest

FILE = "threads.db"


def checkpoint_types() -> list[tuple[str, str]]:
    """Name the types that a state holds, for `JsonPlusSerializer(allowed_msgpack_modules=...)`."""
    return sorted(
        (module.__name__, name)
        for module in (sources, asking, receipts)
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(kind) and kind.__module__ == module.__name__
    )


async def open_threads(home: Path) -> AsyncSqliteSaver:
    """Open the checkpoints of `home`; closed with `saver.conn.close()`."""
    path = home / FILE
    try:
        await asyncio.to_thread(home.mkdir, parents=True, exist_ok=True)
        connection = await aiosqlite.connect(path)
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=NORMAL")
        await connection.execute("PRAGMA busy_timeout=10000")
    except OSError as error:
        raise HomeUnusable(
            f"The folder {home} cannot be used ({error.strerror}): set TRIVIUM_HOME to one that "
            "can be written."
        ) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseCorrupt(
            f"The threads in {path} cannot be read ({error}): move the file away to start anew."
        ) from error
    serde = JsonPlusSerializer(allowed_msgpack_modules=checkpoint_types())
    saver = AsyncSqliteSaver(connection, serde=serde)
    await saver.setup()
    return saver


def thread_key(principal: Principal, thread: str) -> str:
    """Name a thread so that no other tenant or user can reach it."""
    return digest("\x1f".join((principal.tenant, principal.user, thread)))
