"""Ask in other words, aimed at what failed."""

from __future__ import annotations

from ...adapters.base import Services
from ..context import Context
from ..state import State, Update
from . import Rung


async def rewrite(state: State, services: Services, context: Context) -> Update | None:
    """Take the rewriter's new queries; none that was tried already."""
    tried = {query.casefold() for query in state.queries}
    queries = await services.rewriter.rewrite(
        state.standalone,
        tried=state.queries,
        failed=[claim.text for claim in state.failed],
        seen=state.evidence,
    )
    new = [query for query in queries if query.casefold() not in tried]
    if not new:
        return None
    return {"asking": new, "members": {**state.members, "rewriter": services.rewriter.name}}


RUNG = Rung(name="rewrite", why="ask in other words", climb=rewrite, go="search")
