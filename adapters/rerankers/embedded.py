"""The reranker without a model: reads the hits again, all at once, and each word by word."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..base import Parts, Reranker
from ..distinct import distinct
from ..terms import Hit, Reranked
from ._reading import asked, read
from ._signs import Weights, alike, closest, share, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

# Fewer hits show neither what is usual among them nor what the best share.
_LEAST = 10
# A question of up to four telling words asks for a fact that one passage holds; one of nine or more
# describes what many passages are about.
_FACT, _TOPIC = 4, 9
# What each sign counts beside the search's own score, all in standard deviations over the hits:
# for a topic, then for a fact. docs/decisions has what they were chosen on.
_ALIKE, _TOGETHER, _CLOSEST = 1.3, 0.4, 0.3
_COSINE, _SHARE = 0.7, 0.3
# For a fact, the order of the search stands where the first hit is so much better than the sixth.
_SIXTH, _CLEAR = 5, 3.5


class Rereading:
    """Adds to the search's scores what only the hits' own words, beside each other, can tell."""

    name = "rereading"

    async def rerank(
        self, question: str, hits: Sequence[Hit], *, limit: int, timeout_s: float = 30.0
    ) -> Reranked:
        """Return the best `limit` hits with different words.

        Fewer than ten hits keep their order, and so do those of a short question: the search finds
        the one passage that holds a fact, and reading forty again would be a fifth of its time.
        """
        terms = asked(question)
        if len(hits) < _LEAST or limit <= 0 or (len(terms) <= _FACT and _clear(hits)):
            return Reranked(hits=distinct(hits, limit=limit))
        return Reranked(hits=await asyncio.to_thread(_reread, terms, hits, limit))


def _clear(hits: Sequence[Hit]) -> bool:
    base = _spread([hit.score for hit in hits])
    return bool(base[0] - base[_SIXTH] > _CLEAR)


def _reread(terms: Sequence[str], hits: Sequence[Hit], limit: int) -> list[Hit]:
    scores = _scores(terms, hits)
    order = np.argsort(-scores, kind="stable").tolist()
    return distinct((replace(hits[i], score=float(scores[i])) for i in order), limit=limit)


def _scores(terms: Sequence[str], hits: Sequence[Hit]) -> Scores:
    reads = [read(hit.passage.lead(), hit.passage.text) for hit in hits]
    telling = Weights(reads)
    base = _spread([hit.score for hit in hits])
    topic = min(1.0, max(0.0, (len(terms) - _FACT) / (_TOPIC - _FACT)))
    if topic > 0:
        places = [r.places(terms) for r in reads]
        base += topic * (
            _ALIKE * _spread(alike(reads, base.tolist(), telling))
            + _TOGETHER * _spread([together(terms, p, telling) for p in places])
            + _CLOSEST * _spread([closest(p, telling) for p in places])
        )
    if topic < 1:
        base += (1 - topic) * (
            _COSINE * _spread(_cosines(hits))
            + _SHARE * _spread([share(terms, r, telling) for r in reads])
        )
    return base


def _cosines(hits: Sequence[Hit]) -> list[float]:
    """Return the cosines; nothing to go by while some passage still waits for its vector."""
    found = [hit.vectors for hit in hits]
    return found if all(found) else [0.0] * len(found)


def _spread(values: Sequence[float]) -> Scores:
    """Return values as standard deviations from their mean; all 0 where they are all the same."""
    found: Scores = np.array(values, float)
    found -= found.mean()
    return found / (float(found.std()) or 1.0)


def connect(parts: Parts) -> Reranker:
    """Make the reranker; it keeps nothing."""
    return Rereading()
