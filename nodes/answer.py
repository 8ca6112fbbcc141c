"""Have the question answered, sentence by sentence, and let out only what may leave."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from ..adapters.base import Answerer, Services
from ..adapters.terms import Ask, BrokenOff, NoAnswer, Passage, Usage, digest, tokens
from ..adapters.visible import masked, visible
from .budget import Allowance, Budget, allowance, budget
from .circumstances import token_scale
from .context import Context
from .cutter import Cutter
from .draft import Draft
from .ending import Ending
from .judge import Judge
from .outlets import Outlet, Unchecked, outlet
from .own_words import own_words
from .state import State, Update
from .trial import answerer_of


async def answer(state: State, services: Services, context: Context) -> Update:
    """Stream the answerer through the outlet of the mode, which may end it.

    What left in earlier attempts is kept and continued. Evidence that was answered from before is
    not asked about again, and only as much of it is shown as the budget has tokens and money for.
    At the deadline the answer ends where it stands.
    """
    evidence = _evidence(state)
    fresh = digest(" ".join(sorted(passage.id for passage in evidence)))
    if fresh in state.read:
        return {"note": "the same evidence again: nothing new to answer from"}
    answerer = answerer_of(state, services, context)
    draft, ending = await attempt(answerer, state, services, context)
    return {
        "read": [*state.read, fresh],
        "text": draft.text,
        "claims": list(draft.claims),
        "citations": draft.citations,
        "cited": _cited(state, draft),
        "failed": list(draft.failed),
        "no_answer": ending.no_answer,
        "stopped": ending.stopped,
        "usage": state.usage + ending.usage,
        "members": {**state.members, **_names(state, answerer, services)},
        "note": ending.no_answer or f"{len(draft.claims)} sentences, {len(draft.failed)} failed",
    }


async def attempt(
    answerer: Answerer, state: State, services: Services, context: Context
) -> tuple[Draft, Ending]:
    """Let a member answer once from what there is, as far as the budget goes."""
    evidence, left = _evidence(state), budget(state, services, context)
    scale = token_scale(services, answerer)
    allowed = allowance(left, answerer, evidence, around=_around(state), scale=scale)
    draft, ending = Draft.of(state, allowed.evidence), Ending(answerer, allowed, scale=scale)
    if not allowed.stopped:
        ask = _ask(state, context, tuple(map(_shown, allowed.evidence)), left, allowed)
        out = _outlet(state, draft, ask, services, context)
        await ending.within(left.seconds, _run(answerer, ask, out, ending))
    return draft, ending


async def _run(answerer: Answerer, ask: Ask, out: Outlet, ending: Ending) -> None:
    async with aclosing(_sentences(answerer.answer(ask), ending)) as sentences:
        async for sentence in sentences:
            if not await out.take(sentence):
                break
        else:
            await out.close()


async def _sentences(
    pieces: AsyncGenerator[str | NoAnswer | Usage, None], ending: Ending
) -> AsyncGenerator[str, None]:
    cutter, last = Cutter(), ""
    async with aclosing(pieces):
        async for piece in pieces:
            if not isinstance(piece, str):
                ending.told(piece)
                continue
            if isinstance(piece, BrokenOff):
                cutter, last = Cutter(), ""
                continue
            ending.wrote(piece)
            for sentence in cutter.feed(visible(piece, last)):
                yield sentence
            last = piece[-1:] or last
    for sentence in cutter.flush():
        yield sentence


def _cited(state: State, draft: Draft) -> list[Passage]:
    """Keep the passages that were cited, of every attempt."""
    named = {citation.passage_id for citation in draft.citations}
    known = {passage.id for passage in state.cited}
    return [*state.cited, *(p for p in state.evidence if p.id in named - known)]


def _evidence(state: State) -> list[Passage]:
    own = state.chosen.rests_on == "asker" and not state.evidence
    return own_words(state) if own else state.evidence


def _shown(passage: Passage) -> Passage:
    """Show an answerer and a checker no hidden character; the offsets stay."""
    text = masked(passage.text)
    return passage if text is passage.text or text == passage.text else replace(passage, text=text)


def _around(state: State) -> int:
    said = sum(tokens(turn.content) for turn in state.history or state.turns)
    return tokens(state.standalone) + said + tokens(state.text)


def _names(state: State, answerer: Answerer, services: Services) -> dict[str, str]:
    if _is_chore(state):
        return {"answerer": answerer.name}
    return {"answerer": answerer.name, "checker": services.checker.name}


def _is_chore(state: State) -> bool:
    """Say whether a frontend asked for a label of its own: a title, tags, what to ask next."""
    return state.chosen.rests_on == "nothing" and bool(state.chosen.features.get("side_call"))


def _outlet(state: State, draft: Draft, ask: Ask, services: Services, context: Context) -> Outlet:
    own = state.chosen.rests_on == "nothing"
    judge = Judge(services, ask.scope, own_words(state) if own else ask.passages, own=own)
    if _is_chore(state):
        return Unchecked(draft, services, judge)
    return outlet(context.mode, draft, services, judge)


def _ask(
    state: State, context: Context, evidence: tuple[Passage, ...], left: Budget, allowed: Allowance
) -> Ask:
    return Ask(
        question=state.standalone,
        passages=evidence,
        scope=context.principal.scope,
        shape=state.chosen.shape,
        history=tuple(state.history or state.turns),
        kept=state.text,
        max_tokens=allowed.most_out,
        timeout_s=left.seconds,
        index_version=state.index_version if _is_whole(state) else "",
    )


def _is_whole(state: State) -> bool:
    """Say whether the documents were read whole, as the next question may do too.

    Documents that a search chose for this question stand in its own order.
    """
    return bool(state.steps) and state.steps[-1].name == "gather" and not state.hits
