"""The same verbs without `await`, for scripts and notebooks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from ..adapters.terms import Document, Hit
    from ..ingest.report import Report
    from .library import Answer, Trivium
    from .settings import Settings

T = TypeVar("T")


class SyncTrivium:
    """Runs a Trivium on an event loop in a thread of its own, so that it works in notebooks too.

    Each verb takes what the verb of `Trivium` of the same name takes.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        try:
            self._trivium = self._run(_opened(settings))
        except BaseException:
            self._stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and end the thread."""
        self._run(self._trivium.close())
        self._stop()

    def ask(self, question: str, **knobs: Any) -> Answer:
        """Answer a question."""
        return self._run(self._trivium.ask(question, **knobs))

    def ingest(self, paths: Sequence[str | Path], **knobs: Any) -> Report:
        """Read files and folders."""
        return self._run(self._trivium.ingest(paths, **knobs))

    def search(self, query: str, **knobs: Any) -> list[Hit]:
        """Return the best passages without answering."""
        return self._run(self._trivium.search(query, **knobs))

    def documents(self, **knobs: Any) -> list[Document]:
        """List documents."""
        return self._run(self._trivium.documents(**knobs))

    def delete(self, document_id: str, **knobs: Any) -> None:
        """Remove a document."""
        self._run(self._trivium.delete(document_id, **knobs))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _opened(settings: Settings | None) -> Trivium:
    from .library import Trivium

    return await Trivium.open(settings).__aenter__()
