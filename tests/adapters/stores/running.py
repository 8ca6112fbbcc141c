"""Processes that write to a store while the test looks on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from trivium.adapters.stores.embedded import EmbeddedStore
from trivium.adapters.terms import Query

from .making import OWNER, axis

ROOT = Path(__file__).parents[3]
HEAD = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.adapters.stores.making import *
from trivium.adapters.stores import _attaching
from trivium.adapters.stores.embedded import EmbeddedStore
store = EmbeddedStore(Path(sys.argv[1]))
"""


def start(home: Path, body: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + body, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def files(home: Path) -> list[str]:
    return sorted(path.name for path in home.glob("vectors-*"))


async def near(store: EmbeddedStore, number: int, limit: int = 1) -> list[str]:
    hits = await store.search(Query(text="", vector=axis(number)), OWNER, limit=limit)
    return [hit.passage.text for hit in hits if hit.vectors > 0.5]
