"""What was written and paid for, kept until the document is stored with it."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection
from time import time

from .._database import Database, bind, plain
from ..base import Contextualiser
from ..price import price_of
from ..terms import Passage, Situated

# An ingest that nobody took up again for so long leaves nothing.
_KEPT_S = 30 * 86_400


class KeepingContextualiser:
    """Asks `inner` once a passage, however often the ingest is stopped and begun again."""

    def __init__(self, inner: Contextualiser, home: Path) -> None:
        self.name = inner.name
        self.price = price_of(inner)
        self._inner = inner
        self._database = Database(home)

    async def situate(self, text: str, passage: Passage) -> Situated:
        """Return what is kept, at no cost, or what `inner` writes, once that is kept."""
        kept = await self._database.read(lambda c: _kept(c, passage.id))
        if kept:
            return Situated(text=kept)
        written = await self._inner.situate(text, passage)
        await self._database.write(lambda c: _keep(c, passage, written.text))
        return written

    async def stored(self, document_id: str) -> None:
        """Forget what was kept of a document."""
        await self._database.write(lambda c: _forget(c, document_id))
        await self._inner.stored(document_id)

    async def close(self) -> None:
        """Let go of files and connections."""
        await self._database.close()
        await self._inner.close()


def _kept(connection: Connection, passage_id: str) -> str:
    query = "SELECT about FROM situated WHERE passage = ?"
    row = connection.execute(query, (bind(passage_id),)).fetchone()
    return plain(row[0]) if row else ""


def _keep(connection: Connection, passage: Passage, about: str) -> None:
    row = (bind(passage.id), bind(passage.document_id), time(), bind(about))
    connection.execute("INSERT OR REPLACE INTO situated VALUES (?, ?, ?, ?)", row)


def _forget(connection: Connection, document_id: str) -> None:
    connection.execute(
        "DELETE FROM situated WHERE document = ? OR at < ?", (bind(document_id), time() - _KEPT_S)
    )
