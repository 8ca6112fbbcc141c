"""Close the run: the outcome, the receipt, and what the thread remembers."""

from __future__ import annotations

from ..adapters.base import Services
from ..adapters.receipts import Outcome, Receipt
from ..adapters.secrets import without_secrets
from ..adapters.terms import Passage, Turn
from .cite import shown_citation
from .context import Context
from .events import Finished, Sentence
from .history import EARLIER_MOST, kept
from .outcome import outcome_of
from .shadow import start_shadow
from .state import State, Update
from .trial import side_of

NOTHING_FOUND = "The documents do not hold an answer to this."
NOTHING_HOLDS = "No answer to this could be verified against the documents."
OUT_OF_TIME = "The budget of this request ran out before an answer could be verified."
NOTHING_SAID = "I answer from your documents: ask me something that they should hold."


async def finish(state: State, services: Services, context: Context) -> Update:
    """Say how it ended, keep the receipt, and remember the turn."""
    outcome = outcome_of(state)
    chore = bool(state.chosen.features.get("side_call"))
    text = state.text or ("" if chore else _abstention(outcome, services))
    receipt = without_secrets(_receipt(state, services, context, outcome, text))
    await services.ledger.record(receipt)
    await services.meter.keep()
    services.emit(finished(receipt))
    start_shadow(state, services, context)
    update: Update = {"outcome": outcome, "text": text, "note": outcome, "history": []}
    if not chore:
        said = [Turn(role="user", content=state.question), Turn(role="assistant", content=text)]
        update["turns"] = kept([*(state.history or state.turns), *said], context)
        update["earlier"] = _remembered(state)
    return update


def _abstention(outcome: Outcome, services: Services) -> str:
    """Say in one sentence that there is no answer, and send it as the answer's only sentence."""
    texts: dict[Outcome, str] = {
        "abstained_unsupported": NOTHING_HOLDS,
        "budget_exhausted": OUT_OF_TIME,
        "direct": NOTHING_SAID,
    }
    text = texts.get(outcome, NOTHING_FOUND)
    services.emit(
        Sentence(type="sentence", index=0, text=text, label="no_claim", score=0.0, citations=[])
    )
    return text


def _remembered(state: State) -> list[Passage]:
    """Keep the passages that were cited, the latest first, as candidates for a follow-up."""
    now = {passage.id for passage in state.cited}
    before = [passage for passage in state.earlier if passage.id not in now]
    return [*state.cited, *before][:EARLIER_MOST]


def _receipt(
    state: State, services: Services, context: Context, outcome: Outcome, text: str
) -> Receipt:
    decision = state.chosen
    return Receipt(
        id=state.id,
        at=state.started,
        tenant=context.tenant,
        user=context.user,
        thread="" if decision.features.get("side_call") else state.thread,
        question=state.question,
        standalone=state.standalone,
        route=decision.route,
        model=decision.model,
        mode=context.mode,
        shape=decision.shape,
        reason=decision.reason,
        confidence=decision.confidence,
        forced=decision.forced,
        alternatives=dict(decision.alternatives),
        features=dict(decision.features),
        outcome=outcome,
        stopped=state.stopped,
        text=text,
        queries=tuple(state.queries),
        rungs=tuple(state.rungs),
        evidence=_evidence(state),
        citations=tuple(state.citations),
        claims=(*state.claims, *state.failed),
        steps=tuple(state.steps),
        degraded=tuple(state.degraded),
        members=dict(state.members),
        index_version=state.index_version,
        tokens_in=state.usage.tokens_in,
        tokens_out=state.usage.tokens_out,
        cached_tokens=state.usage.cached_tokens,
        cost_usd=state.usage.cost_usd,
        expected_in=state.usage.expected_in,
        expected_out=state.usage.expected_out,
        expected_usd=state.usage.expected_usd,
        ms=round((services.clock() - state.started) * 1000, 2),
        side=side_of(state, services, context) if state.read else "",
    )


def _evidence(state: State) -> tuple[dict[str, str], ...]:
    """Name every passage by its hash, and keep the words of those that were cited, ever."""
    cited = {passage.id for passage in state.cited}
    last = {passage.id for passage in state.evidence}
    before = [passage for passage in state.cited if passage.id not in last]
    return tuple(
        {
            "passage_id": passage.id,
            "document_id": passage.document_id,
            "version": passage.version,
            "hash": passage.hash,
            "text": passage.text if passage.id in cited else "",
            **({"about": passage.about} if passage.about and passage.id in cited else {}),
        }
        for passage in [*before, *state.evidence]
    )


def finished(receipt: Receipt) -> Finished:
    """Make the event that ends a run."""
    return Finished(
        type="finished",
        id=receipt.id,
        outcome=receipt.outcome,
        route=receipt.route,
        text=receipt.text,
        citations=[shown_citation(citation) for citation in receipt.citations],
        degraded=list(receipt.degraded),
        stopped=receipt.stopped,
        tokens_in=receipt.tokens_in,
        tokens_out=receipt.tokens_out,
        cost_usd=receipt.cost_usd,
        ms=receipt.ms,
    )
