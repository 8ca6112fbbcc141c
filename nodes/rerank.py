"""Keep the best of what was found as evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ..adapters.base import Services
from ..adapters.errors import TriviumError
from ..adapters.terms import Hit, Passage
from .cite import source
from .context import Context
from .dense import degraded
from .events import Evidence
from .state import State, Update


async def rerank(state: State, services: Services, context: Context) -> Update:
    """Reorder the hits; when the reranker fails, the search's own order stands."""
    keep = context.keep * (1 + state.width)
    flags: tuple[str, ...] = ()
    best: Sequence[Hit]
    try:
        best = await services.reranker.rerank(state.standalone, state.hits, limit=keep)
    except TriviumError:
        best, flags = state.hits[:keep], ("no_rerank",)
    evidence = [hit.passage for hit in best]
    if state.width:
        evidence = await _with_neighbours(evidence, services, context)
    services.emit(shown(evidence))
    return {
        "evidence": evidence,
        "degraded": degraded(state, *flags),
        "members": {**state.members, "reranker": services.reranker.name},
        "note": f"{len(evidence)} of {len(state.hits)} kept",
    }


async def _with_neighbours(
    evidence: list[Passage], services: Services, context: Context
) -> list[Passage]:
    """Add the passages around the best few, behind what was found."""
    scope, known = context.principal.scope, {passage.id for passage in evidence}
    more: list[Passage] = []
    for passage in evidence[: context.keep // 2]:
        first = max(0, passage.ordinal - 1)
        around = await services.store.read(scope, [passage.document_id], first=first, limit=3)
        more += [p for p in around if p.id not in known]
        known.update(p.id for p in around)
    return [*evidence, *more]


def shown(evidence: Sequence[Passage]) -> Evidence:
    """Make the event that shows the evidence."""
    passages = [source(p, number) for number, p in enumerate(evidence, 1)]
    return Evidence(type="evidence", passages=passages)
