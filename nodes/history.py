"""What a conversation goes on with: its last turns, from its receipts if nothing else has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..adapters.base import Services
from ..adapters.receipts import Receipt
from ..adapters.terms import Passage, Turn
from .context import Context
from .state import State, Update

EARLIER_MOST = 12  # passages that were cited, kept as candidates for a follow-up


def bounded(turns: Sequence[Turn], *, most: int, chars: int) -> list[Turn]:
    """Return the last `most` questions with what follows each, as far as they have `chars`.

    The last question stays whole, with what follows it. What stands before the first kept one goes.
    """
    starts = [n for n, turn in enumerate(turns) if turn.role == "user"]
    if len(starts) <= most and sum(len(turn.content) for turn in turns) <= chars:
        return list(turns)
    kept = len(turns)
    for start in reversed(starts[-most:]):
        long = sum(len(turn.content) for turn in turns[start:]) > chars
        if long and kept < len(turns):
            break
        kept = start
    return list(turns[kept:])


def turns_of(receipts: Iterable[Receipt]) -> list[Turn]:
    """Return what receipts say was said, without what a frontend asked for itself."""
    return [
        turn
        for receipt in receipts
        if not receipt.features.get("side_call")
        for turn in (
            Turn(role="user", content=receipt.question),
            Turn(role="assistant", content=receipt.text),
        )
    ]


async def before(state: State, services: Services, context: Context) -> Update:
    """Return what was said before this question, as far as a conversation goes on with it.

    A thread of which the state knows nothing is read from its receipts: so it is with a fork, and
    after the deletion of a document that was quoted in it.
    """
    if state.history:
        return {"history": kept(state.history, context)}
    if state.turns or not state.thread:
        return {"turns": kept(state.turns, context)}
    told = await services.ledger.conversation(
        context.principal, state.thread, limit=context.history_turns
    )
    said = kept(turns_of(told), context)
    return {"turns": said, "earlier": await _cited(told, services, context)}


def kept(turns: Sequence[Turn], context: Context) -> list[Turn]:
    """Return the turns that the context lets go on."""
    return bounded(turns, most=context.history_turns, chars=context.history_chars)


async def _cited(told: Sequence[Receipt], services: Services, context: Context) -> list[Passage]:
    """Read the passages that were cited, the latest first, where they still stand."""
    cited = {c.passage_id: c.document_id for r in reversed(told) for c in r.citations}
    wanted = dict(list(cited.items())[:EARLIER_MOST])
    documents = list(dict.fromkeys(wanted.values()))
    read = await services.store.read(context.principal.scope, documents) if documents else []
    there = {passage.id: passage for passage in read if passage.id in wanted}
    return [there[name] for name in wanted if name in there]
