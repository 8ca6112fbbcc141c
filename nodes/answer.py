"""Have the question answered, sentence by sentence, and let out only what may leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from ..adapters.base import Answerer, Services
from ..adapters.terms import Ask, NoAnswer, Passage, Usage, digest, tokens
from .budget import Budget, budget, fitting
from .context import Context
from .cutter import Cutter
from .draft import Draft
from .outlets import Outlet, Unchecked, outlet
from .state import State, Stop, Update

_MOST_TOKENS = 1024


@dataclass(kw_only=True)
class _Ending:
    """What an answerer gave besides sentences."""

    no_answer: str = ""
    usage: Usage = field(default_factory=Usage)


async def answer(state: State, services: Services, context: Context) -> Update:
    """Stream the answerer through the outlet of the mode, which may end it.

    What left in earlier attempts is kept and continued. Evidence that was answered from before is
    not asked about again, and only as much of it is shown as the budget has tokens for. At the
    deadline the answer ends where it stands.
    """
    answerer, evidence = _member(state, services), state.evidence or _own_words(state)
    fresh = digest(" ".join(sorted(passage.id for passage in evidence)))
    if fresh in state.read:
        return {"note": "the same evidence again: nothing new to answer from"}
    left = budget(state, services, context)
    fits = fitting(evidence, left.tokens - tokens(state.standalone))
    stopped: Stop = left.spent or ("tokens" if evidence and not fits else "")
    draft, ending = Draft.of(state, fits), _Ending()
    out = _outlet(state, draft, services, context)
    if not stopped:
        ask = _ask(state, context, tuple(fits), left)
        try:
            async with asyncio.timeout(None if left.seconds == float("inf") else left.seconds):
                await _run(answerer, ask, out, ending)
        except TimeoutError:
            stopped = "deadline"
    return {
        "read": [*state.read, fresh],
        "text": draft.text,
        "claims": draft.claims,
        "citations": draft.citations,
        "failed": draft.failed,
        "no_answer": ending.no_answer,
        "stopped": stopped,
        "usage": state.usage + ending.usage,
        "members": {**state.members, **_names(state, answerer, services)},
        "note": ending.no_answer or f"{len(draft.claims)} sentences, {len(draft.failed)} failed",
    }


async def _run(answerer: Answerer, ask: Ask, out: Outlet, ending: _Ending) -> None:
    async with aclosing(_sentences(answerer.answer(ask), ending)) as sentences:
        async for sentence in sentences:
            if not await out.take(sentence):
                break
        else:
            await out.close()


async def _sentences(
    pieces: AsyncGenerator[str | NoAnswer | Usage, None], ending: _Ending
) -> AsyncGenerator[str, None]:
    cutter = Cutter()
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, NoAnswer):
                ending.no_answer = piece.reason
            elif isinstance(piece, Usage):
                ending.usage += piece
            else:
                for sentence in cutter.feed(piece):
                    yield sentence
    for sentence in cutter.flush():
        yield sentence


def _member(state: State, services: Services) -> Answerer:
    model = state.chosen.model
    return services.tuned[model] if model in services.tuned else services.answerer


def _names(state: State, answerer: Answerer, services: Services) -> dict[str, str]:
    if state.chosen.route == "direct":
        return {"answerer": answerer.name}
    return {"answerer": answerer.name, "checker": services.checker.name}


def _outlet(state: State, draft: Draft, services: Services, context: Context) -> Outlet:
    scope = context.principal.scope
    if state.chosen.route == "direct":
        return Unchecked(draft, services, scope)
    return outlet(context.mode, draft, services, scope)


def _ask(state: State, context: Context, evidence: tuple[Passage, ...], left: Budget) -> Ask:
    return Ask(
        question=state.standalone,
        passages=evidence,
        scope=context.principal.scope,
        shape=state.chosen.shape,
        history=tuple(state.history or state.turns),
        kept=state.text,
        max_tokens=int(min(left.tokens, _MOST_TOKENS)),
        timeout_s=left.seconds,
    )


def _own_words(state: State) -> list[Passage]:
    """Take the asker's own text as the evidence of a tuned model that has no other."""
    if state.chosen.route != "tuned":
        return []
    text = state.question
    return [
        Passage(
            id="question",
            document_id="question",
            version=digest(text),
            ordinal=0,
            start=0,
            end=len(text),
            text=text,
            title="The question itself",
        )
    ]
