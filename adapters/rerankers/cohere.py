"""Cohere's reranker: one request, every number in the answer looked at before it is believed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import Any

from .._cohere import Cohere, from_options
from ..base import Parts, Reranker
from ..distinct import distinct
from ..errors import Upstream
from ..terms import Hit, Passage, Reranked, Usage, tokens

# What Cohere advises for a request, and its default for a document (4 characters are a token).
_DOCUMENTS, _TOKENS = 1000, 4096
_HEADING_CHARACTERS = 200
_PER_SEARCH = 100  # documents that one billed search covers
_SEARCHED_TOKENS = 10_000  # what a usual search brings: forty passages of some 250
_MODEL = re.compile(r"rerank-v(\d+)")
# The first edition that finds spans, and that is billed by tokens instead of searches.
_SPANS_FROM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """US dollars for a thousand searches and for a million tokens, whichever are billed."""

    searches: float = 0.0
    tokens: float = 0.0


class CohereReranker:
    """Asks `model` once a question, for `timeout_s` at most; more than 1,000 hits in parallel.

    Scores are Cohere's relevance; spans come with models from v5 on.
    """

    def __init__(
        self, cohere: Cohere, model: str, *, timeout_s: float = 3.0, prices: Prices | None = None
    ) -> None:
        self.name = f"cohere/{model}"
        self._cohere = cohere
        self._model = model
        self._timeout_s = timeout_s
        self._prices = prices or Prices()
        edition = _MODEL.match(model)
        self._spans = edition is not None and int(edition[1]) >= _SPANS_FROM

    async def rerank(
        self, question: str, hits: Sequence[Hit], *, limit: int, timeout_s: float = 30.0
    ) -> Reranked:
        """Return the best `limit` hits that say different things.

        Raises `Upstream` for every failure and for an answer that cannot be true.
        """
        given = distinct(hits, limit=len(hits)) if limit > 0 else []
        batches = [given[i : i + _DOCUMENTS] for i in range(0, len(given), _DOCUMENTS)]
        within_s = min(timeout_s, self._timeout_s)
        answers = await asyncio.gather(
            *(self._batch(question, batch, limit, within_s) for batch in batches)
        )
        found = sorted((hit for a in answers for hit in a.hits), key=lambda hit: -hit.score)
        usage = sum((answer.usage for answer in answers), Usage())
        return Reranked(hits=found[:limit], usage=usage)

    @property
    def usd_per_search(self) -> float:
        """What reranking a usual search costs, in US dollars."""
        if not self._spans:
            return self._prices.searches / 1e3
        return _SEARCHED_TOKENS * self._prices.tokens / 1e6

    def estimate_usd(self, hits: Sequence[Hit]) -> float:
        """Estimate what reranking these costs, in US dollars, before it is asked for."""
        if not self._spans:
            return ceil(len(hits) / _PER_SEARCH) * self._prices.searches / 1e3
        read = sum(tokens(_document(hit.passage)) for hit in hits)
        return read * self._prices.tokens / 1e6

    async def close(self) -> None:
        """Close the connections."""
        await self._cohere.close()

    async def _batch(
        self, question: str, hits: Sequence[Hit], limit: int, timeout_s: float
    ) -> Reranked:
        top = min(limit, len(hits))
        asked: dict[str, Any] = {
            "model": self._model,
            "query": question,
            "documents": [_document(hit.passage) for hit in hits],
            "top_n": top,
            "max_tokens_per_doc": _TOKENS,
        }
        if self._spans:
            asked["relevant_spans"] = {"mode": "enabled"}
        answer = await self._cohere.ask(
            lambda client, options: client.rerank(**asked, request_options=options),
            timeout_s=timeout_s,
        )
        ranked = [
            replace(hits[index], score=score, spans=_spans(result, hits[index].passage))
            for index, score, result in _checked(answer, len(hits), top)
        ]
        cost_usd = self._billed_usd(answer) or self.estimate_usd(hits)
        return Reranked(hits=ranked, usage=Usage(cost_usd=cost_usd, member=self.name))

    def _billed_usd(self, answer: object) -> float:
        billed = getattr(getattr(answer, "meta", None), "billed_units", None)
        searches, read = _count(billed, "search_units"), _count(billed, "input_tokens")
        return searches * self._prices.searches / 1e3 + read * self._prices.tokens / 1e6


def _document(passage: Passage) -> str:
    return (_lead(passage) + passage.text)[: 4 * _TOKENS]


def _lead(passage: Passage) -> str:
    return passage.lead(_HEADING_CHARACTERS)


def _checked(answer: object, given: int, wanted: int) -> list[tuple[int, float, object]]:
    """Return index, score and result of each row. Raises `Upstream` when one cannot be true."""
    results = getattr(answer, "results", None)
    if not isinstance(results, list):
        raise _lie("no results")
    rows = [_row(result, given) for result in results]
    if len({index for index, _, _ in rows}) < len(rows):
        raise _lie("an index twice")
    if len(rows) < wanted:
        raise _lie(f"{len(rows)} results where {wanted} were asked for")
    return rows


def _row(result: object, given: int) -> tuple[int, float, object]:
    index, score = _field(result, "index"), _field(result, "relevance_score")
    if type(index) is not int or not 0 <= index < given:
        raise _lie(f"the index {index!r:.20} for {given} documents")
    if type(score) not in (int, float) or not isfinite(score):
        raise _lie(f"the score {score!r:.20}")
    return index, float(score), result


def _spans(result: object, passage: Passage) -> tuple[tuple[int, int], ...]:
    """Return the spans that lie in the passage's own text; others are dropped.

    They come as offsets in code points into heading and text together.
    """
    lead, size = len(_lead(passage)), len(passage.text)
    found = []
    for span in _field(result, "relevant_spans") or ():
        start, end = _field(span, "start"), _field(span, "end")
        if type(start) is int and type(end) is int:
            start, end = max(start - lead, 0), end - lead
            if start < end <= size:
                found.append((start, end))
    return tuple(found)


def _field(row: object, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def _count(billed: object, name: str) -> float:
    value = getattr(billed, name, None)
    return value if isinstance(value, int | float) and 0 < value < float("inf") else 0


def _lie(what: str) -> Upstream:
    return Upstream(f"Cohere's answer holds {what}: the search's order is safer.")


def connect(parts: Parts) -> Reranker:
    """Make it from the settings; nothing is imported or opened yet."""
    options: Mapping[str, Any] = parts.options
    return CohereReranker(
        from_options(options),
        str(options.get("model_argument") or options["rerank_model"]),
        timeout_s=options["rerank_timeout_s"],
        prices=Prices(
            searches=options["rerank_usd_per_1000_searches"],
            tokens=options["rerank_usd_per_million_tokens"],
        ),
    )
