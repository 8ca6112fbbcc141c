"""Ask the model that is tried in the shadow of an answer, once that has left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from ..adapters.asides import asides
from ..adapters.base import Answerer, Services, Trial
from ..adapters.errors import TriviumError
from ..adapters.receipts import Claim, Shadow
from ..adapters.secrets import shadow_without_secrets
from ..adapters.terms import Usage
from .answer import attempt
from .cite import bare
from .context import Context
from .outcome import outcome_of
from .own_words import words_of
from .state import State, Stop


def start_shadow(state: State, services: Services, context: Context) -> None:
    """Let the shadow begin, where one is tried and there was an attempt; nobody waits for it."""
    trial = services.trials.get(state.chosen.model)
    if trial and trial.shadow and state.read:
        work = partial(_record, trial.shadow, trial, state, services, context)
        services.afterwards.start(work)


async def _record(
    member: Answerer, trial: Trial, state: State, services: Services, context: Context
) -> None:
    """Have the member answer, and keep what it said beside the answer that left."""
    start = services.clock()
    quiet = replace(services, emit=lambda event: None)
    own = replace(
        context,
        mode="annotate",
        deadline_s=trial.timeout_s,
        max_tokens=0,
        max_cost_usd=trial.max_usd,
    )
    with asides(usd=trial.max_usd or float("inf")) as aside:
        try:
            shadow = await _answer(member, _afresh(state, start), state, quiet, own)
        except TriviumError as error:
            shadow = Shadow(model=member.name, error=f"{error.code}: {error}")
    shadow = replace(
        shadow,
        degraded=tuple(aside.degraded),
        tokens_in=shadow.tokens_in + aside.usage.tokens_in,
        tokens_out=shadow.tokens_out + aside.usage.tokens_out,
        cost_usd=shadow.cost_usd + aside.usage.cost_usd,
        ms=round((services.clock() - start) * 1000, 2),
    )
    await services.ledger.shadow(context.principal, state.id, shadow_without_secrets(shadow))


def _afresh(state: State, now: float) -> State:
    """Return the state as it was before the last attempt, as if it were the first."""
    last = max(n for n, step in enumerate(state.steps) if step.name == "answer")
    return replace(
        state,
        started=now,
        text="",
        claims=[],
        citations=[],
        cited=[],
        failed=[],
        stopped="",
        usage=Usage(),
        steps=state.steps[:last],
    )


async def _answer(
    member: Answerer, state: State, answered: State, services: Services, context: Context
) -> Shadow:
    draft, ending = await attempt(member, state, services, context)
    settled: Stop = "" if ending.no_answer else "settled"
    ended = replace(state, claims=draft.claims, stopped=ending.stopped or settled)
    return Shadow(
        model=member.name,
        outcome=outcome_of(ended),
        text=draft.text,
        claims=tuple(draft.claims),
        agreed=await _agree(answered, replace(ended, text=draft.text), services, context),
        tokens_in=ending.usage.tokens_in,
        tokens_out=ending.usage.tokens_out,
        cost_usd=ending.usage.cost_usd,
    )


async def _agree(one: State, other: State, services: Services, context: Context) -> bool:
    """Say whether two answers are the same object, or each carries what the other says."""
    if not (one.text and other.text):
        return one.text == other.text
    objects = _object(one.text), _object(other.text)
    if None not in objects:
        return bool(objects[0] == objects[1])
    for said, held in ((one.claims, other.claims), (other.claims, one.claims)):
        if not await _carried(said, held, services, context):
            return False
    return True


async def _carried(
    said: Sequence[Claim], held: Sequence[Claim], services: Services, context: Context
) -> bool:
    claims = [claim.text for claim in said if claim.label != "no_claim"]
    if not claims:
        return True
    evidence = [words_of("other", "\n".join(claim.text for claim in held), "The other answer")]
    verdicts = await services.checker.check(claims, evidence, scope=context.principal.scope)
    return not any(verdict.label == "unsupported" for verdict in verdicts)


def _object(text: str) -> Any:
    """Return what is written as a JSON object or list; None for anything else."""
    with suppress(ValueError):
        found = json.loads(bare(text))
        return found if isinstance(found, dict | list) else None
    return None
