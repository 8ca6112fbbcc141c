"""Text as the words that the embedded index would hold, for a server that does not stem."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from threading import Lock

from ._words import UNSPACED, indexed, terms

_RUN = re.compile(f"[{UNSPACED}]{{2,}}")


class Stems:
    """SQLite's own tokenizer, over a table in memory that is emptied each time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61')"
        )
        self._database.execute("CREATE VIRTUAL TABLE found USING fts5vocab(words, 'instance')")

    def of(self, texts: Sequence[str]) -> list[str]:
        """Return each text as stems with spaces between; their order is of no use."""
        stems: list[list[str]] = [list(_pairs(text)) for text in texts]
        with self._lock:
            self._database.executemany(
                "INSERT INTO words (rowid, text) VALUES (?, ?)",
                ((number, indexed(text)) for number, text in enumerate(texts)),
            )
            for number, stem in self._database.execute("SELECT doc, term FROM found"):
                stems[number].append(stem)
            self._database.execute("INSERT INTO words (words) VALUES ('delete-all')")
        return [" ".join(found) for found in stems]

    def asked(self, question: str) -> str:
        """Return the stems to look for; empty when the question holds no word."""
        wanted = terms(question)
        runs = [term for term in wanted if _RUN.fullmatch(term)]
        rest = [term for term in wanted if not _RUN.fullmatch(term)]
        pairs = [pair for run in runs for pair in _pairs(run)]
        return " ".join([*self.of([" ".join(rest)]), *pairs]).strip()


def _pairs(text: str) -> Iterator[str]:
    """Yield neighbouring characters of scripts written without spaces."""
    if text.isascii():
        return
    for run in _RUN.findall(text):
        yield from (run[i : i + 2] for i in range(len(run) - 1))
