"""Keep the best of what was found as evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from ..adapters.base import Reranker, Services
from ..adapters.deadline import within
from ..adapters.distinct import distinct
from ..adapters.errors import TriviumError
from ..adapters.terms import Hit, Passage, Reranked, Usage
from .arrange import asks_newest, newest_first, spread, versions
from .budget import Budget, budget
from .cite import source
from .context import Context
from .dense import degraded
from .events import Evidence
from .state import State, Update

# The share of the time left that a reranker may take: one that hangs must leave enough to answer.
# Members are told to end a little earlier, so that they say themselves what went wrong.
_SHARE, _EARLIER = 0.25, 0.9
# Of how many times the hits that are kept, where they are not kept as they come.
_SPARE = 2


async def rerank(state: State, services: Services, context: Context) -> Update:
    """Reorder the hits; when the reranker fails or is slow, the search's own order stands."""
    keep = context.keep * (1 + state.width)
    newest, sides = asks_newest(state.standalone), state.chosen.shape == "compare"
    wanted = _SPARE * keep if newest or sides else keep
    best, failed = await _best(state, services, wanted, budget(state, services, context))
    hits = list(best.hits)
    if newest:
        hits = await _newest(hits, services, context)
    hits = spread(hits, limit=keep) if sides else hits[:keep]
    evidence = [_passage(hit) for hit in hits]
    if state.width:
        evidence = await _with_neighbours(evidence, services, context)
    services.emit(shown(evidence))
    update: Update = {
        "evidence": evidence,
        "degraded": degraded(state, *(("no_rerank",) if failed else ())),
        "members": {**state.members, "reranker": services.reranker.name},
        "note": f"{len(evidence)} of {len(state.hits)} kept{failed}",
    }
    if best.usage != Usage():
        update["usage"] = state.usage + best.usage
    return update


async def _best(state: State, services: Services, keep: int, left: Budget) -> tuple[Reranked, str]:
    """Return the hits to keep, and in words why they are in the search's own order, if so."""
    reranker, hits = services.reranker, state.hits
    timeout_s = _SHARE * max(left.seconds, 0.0)
    if _estimate_usd(reranker, hits) > left.usd:
        failed = f"{reranker.name} costs more than is left"
    else:
        asked = reranker.rerank(state.standalone, hits, limit=keep, timeout_s=_EARLIER * timeout_s)
        try:
            return await within(timeout_s, asked), ""
        except TriviumError as error:
            failed = str(error)
        except TimeoutError:
            failed = f"{reranker.name} took longer than {timeout_s:.1f} s"
    own = Reranked(hits=distinct(hits, limit=keep))
    return own, f" in the search's order: {failed}"


def _estimate_usd(reranker: Reranker, hits: Sequence[Hit]) -> float:
    """Ask a reranker that costs something what it will cost; the others have no such method."""
    estimate = getattr(reranker, "estimate_usd", None)
    return float(estimate(hits)) if estimate else 0.0


def _passage(hit: Hit) -> Passage:
    # A passage of an earlier turn may still have the spans of the question before.
    same = hit.passage.spans == hit.spans
    return hit.passage if same else replace(hit.passage, spans=hit.spans)


async def _newest(hits: list[Hit], services: Services, context: Context) -> list[Hit]:
    """Put newer versions of a text before older ones; when there are none, nothing is asked."""
    groups = versions(hits)
    names = {hits[place].passage.document_id for group in groups for place in group}
    scope = context.principal.scope
    found = await asyncio.gather(*(services.store.document(scope, name) for name in names))
    return newest_first(hits, groups, {one.id: one.updated for one in found if one})


async def _with_neighbours(
    evidence: list[Passage], services: Services, context: Context
) -> list[Passage]:
    """Add the passages around the best few, behind what was found."""
    scope, known = context.principal.scope, {passage.id for passage in evidence}
    more: list[Passage] = []
    for passage in evidence[: max(1, context.keep // 2)]:
        first = max(0, passage.ordinal - 1)
        around = await services.store.read(scope, [passage.document_id], first=first, limit=3)
        more += [p for p in around if p.id not in known]
        known.update(p.id for p in around)
    return [*evidence, *more]


def shown(evidence: Sequence[Passage]) -> Evidence:
    """Make the event that shows the evidence."""
    passages = [source(p, number) for number, p in enumerate(evidence, 1)]
    return Evidence(type="evidence", passages=passages)
