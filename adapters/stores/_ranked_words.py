"""The words half of a search: BM25 from FTS5, over the rows that can win."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from sqlite3 import Connection
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from .._schema import PASSAGES_PER_DOCUMENT
from ..terms import Scope
from ._rows import visible
from ._words import expression, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADING = 2.0  # what a word in title or heading path weighs, against 1 in the text
# FTS5 takes 2 us to score a row, so only rows with one of the question's rarer words are scored:
# about these many. On 11,000 passages no figure of the benchmarks changes, and with 500 rows a few
# lose .003.
_SCORED_ROWS = 1000
_SCORED_SHARE = 0.01
_REMEMBERED = 20_000  # words whose frequencies are kept
_DRIFT = 0.1  # by how much the index may have grown before a frequency is counted again


@dataclass(frozen=True, slots=True)
class Ranked:
    """Passage numbers, the BM25 of each, and what an average passage with all words would get."""

    passages: NDArray[np.int64]
    scores: NDArray[np.float64]
    whole: float


class RankedWords:
    """Finds the best passages by words; remembers how frequent words are."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self,
        connection: Connection,
        question: str,
        scope: Scope,
        only: list[int] | None,
        *,
        depth: int,
        total: int,
    ) -> Ranked:
        """Search an index of `total` passages; `only` narrows to documents by number."""
        found = {term: self._frequency(connection, term, total) for term in terms(question)}
        rare, common = _divide({term: rows for term, rows in found.items() if rows}, total)
        if not rare:
            return _ranked([], 0.0)
        seen, values = visible(scope)
        if only is not None:
            seen += " AND d.number IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(only))
        best: list[tuple[int, float]] = []
        for query in _queries(rare, common):
            rows = connection.execute(
                f"SELECT words.rowid, -bm25(words, {_HEADING}, 1) AS score FROM words CROSS JOIN"
                f" documents d ON d.number = words.rowid / {PASSAGES_PER_DOCUMENT}"
                f" WHERE words MATCH ? AND {seen} ORDER BY score DESC, words.rowid LIMIT ?",
                [query, *values, depth],
            )
            best += rows
        return _ranked(best, sum(_weight(rows, total) for rows in found.values()))

    def _frequency(self, connection: Connection, term: str, total: int) -> int:
        """Return in how many passages a term stands, or stood lately."""
        with self._lock:
            rows, then = self._known.get(term, (0, -1))
        if abs(total - then) <= _DRIFT * then:
            return rows
        query = "SELECT count(*) FROM words WHERE words MATCH ?"
        rows = int(connection.execute(query, (expression(term),)).fetchone()[0])
        with self._lock:
            self._known[term] = (rows, total)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return rows


def _ranked(rows: Sequence[tuple[int, float]], whole: float) -> Ranked:
    passages = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return Ranked(passages, np.fromiter((row[1] for row in rows), float, len(rows)), whole)


def _weight(rows: int, total: int) -> float:
    """The inverse document frequency, as FTS5's bm25 has it."""
    return max(1e-6, log((max(0, total - rows) + 0.5) / (rows + 0.5)))


def _divide(frequencies: dict[str, int], total: int) -> tuple[list[str], list[str]]:
    """Split terms into the rarest, which a row must have one of, and those that only add."""
    ordered = sorted(frequencies, key=lambda term: frequencies[term])
    most, rows = max(_SCORED_ROWS, int(_SCORED_SHARE * total)), 0
    for count, term in enumerate(ordered):
        if rows > most // 2 and rows + frequencies[term] > most:
            return ordered[:count], ordered[count:]
        rows += frequencies[term]
    return ordered, []


def _queries(rare: list[str], common: list[str]) -> list[str]:
    """Return FTS5 queries that together score every row with a rare term, each by all its terms."""
    needed = " OR ".join(map(expression, rare))
    if not common:
        return [needed]
    more = " OR ".join(map(expression, common))
    return [f"({needed}) AND ({more})", f"({needed}) NOT ({more})"]
