"""Find passages for the queries at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from ..adapters.base import Services
from ..adapters.terms import Hit
from .context import Context
from .dense import degraded, look
from .earlier import earlier_hits
from .state import State, Update

# The usual constant of reciprocal rank fusion; only used across queries, never inside one.
_RANK_OFFSET = 60


async def search(state: State, services: Services, context: Context) -> Update:
    """Run every query in `asking`; several are fused, and with what was found before.

    The question itself is among them until it was searched for once.
    """
    queries = with_new(state.asking, [] if state.queries else [state.standalone])
    limit = context.search_limit * (1 + state.width)
    scope = context.principal.scope
    found = await asyncio.gather(*(look(text, services, scope, limit=limit) for text in queries))
    lists = [hits for hits, _ in found]
    before = state.hits or await earlier_hits(state, services, context)
    dense = all(dense for _, dense in found)
    hits = fused([*lists, before])[:limit]
    return {
        "hits": hits,
        "asking": [],
        "queries": with_new(state.queries, queries),
        "degraded": degraded(state, *(() if dense else ("no_dense",))),
        "members": {**state.members, "store": services.store.name},
        "note": f"{len(hits)} passages for {' | '.join(queries)}",
    }


def with_new(known: Sequence[str], more: Sequence[str]) -> list[str]:
    """Return the queries in their order, each once."""
    return list(dict.fromkeys([*known, *more]))


def fused(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Merge results by reciprocal rank; a single result keeps its order and scores."""
    lists = [hits for hits in lists if hits]
    if len(lists) < 2:
        return list(*lists)
    scores: dict[str, float] = {}
    first: dict[str, Hit] = {}
    for hits in lists:
        for rank, hit in enumerate(hits):
            key = hit.passage.id
            scores[key] = scores.get(key, 0.0) + 1 / (_RANK_OFFSET + rank)
            first.setdefault(key, hit)
    order = sorted(scores, key=lambda key: -scores[key])
    return [replace(first[key], score=scores[key]) for key in order]
