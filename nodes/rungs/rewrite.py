"""Ask in other words, aimed at what failed."""

from __future__ import annotations

from ...adapters.base import Services
from ...adapters.terms import Passage
from ..context import Context
from ..state import State, Update
from . import Rung


async def rewrite(state: State, services: Services, context: Context) -> Update | None:
    """Take the rewriter's new queries; none that was tried already.

    What was found but not kept is shown to the rewriter behind the evidence: it may hold the words
    that a better query needs.
    """
    queries = await services.rewriter.rewrite(
        state.standalone,
        tried=state.queries or [state.standalone],
        failed=[claim.text for claim in state.failed],
        seen=_seen(state),
    )
    tried = {query.casefold().strip() for query in state.queries}
    new = [query for query in queries if query.casefold().strip() not in tried]
    if not new:
        return None
    return {"asking": new, "members": {**state.members, "rewriter": services.rewriter.name}}


def _seen(state: State) -> list[Passage]:
    read = {passage.id for passage in state.evidence}
    return [*state.evidence, *(h.passage for h in state.hits if h.passage.id not in read)]


RUNG = Rung(name="rewrite", why="ask in other words", climb=rewrite, go="search")
