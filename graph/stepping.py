"""What stands around every node: its events, its record in the receipt, and the deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from langgraph.runtime import Runtime
from langgraph.types import Command

from ..adapters.asides import Asides, asides
from ..adapters.base import Services
from ..adapters.deadline import OutOfTime, within
from ..adapters.receipts import StepRecord
from ..adapters.terms import Usage
from ..nodes.budget import budget
from ..nodes.context import Context
from ..nodes.events import Stepped
from ..nodes.state import State, Update
from ..nodes.step import Step
from .watching import Emit, arrived, watcher

# These end at the deadline by themselves, and keep what they have; `finish` must run.
_LAST = "finish"  # whose own event `finished` is the last of a run
_KEEP_OWN_TIME = ("condense", "classify", "answer", "check", _LAST)


# Says which step is next, from the state as the step before left it.
Choice = Callable[[State], str]


class Node(Protocol):
    """What LangGraph calls."""

    async def __call__(
        self, state: State, *, runtime: Runtime[Context]
    ) -> Update | Command[str]: ...


def node(
    step: Step, services: Services, choice: Choice | None = None, *, first: bool = False
) -> Node:
    """Make a LangGraph node of a step; the request's clock starts when it came, or at the `first`.

    `choice` says where to go next, for a step that no edge leads away from.

    A step that cannot end before the request's deadline does not begin, and one that has begun is
    cut off there; the state then names the deadline.
    """

    async def run(state: State, *, runtime: Runtime[Context]) -> Update | Command[str]:
        context = runtime.context or Context()
        emit = watcher.get() or runtime.stream_writer
        gate = Gate(emit)
        bound = replace(services, emit=gate)
        start = services.clock()
        if first:
            since = arrived.get()
            state = replace(state, started=since or start, usage=Usage(), steps=[])
        since_ms = (start - state.started) * 1000
        emit(_began(step, since_ms))
        left = budget(state, services, context)
        with asides(left.tokens, left.usd) as aside:
            if step.__name__ in _KEEP_OWN_TIME:
                update = await step(state, bound, context)
            else:
                update = await _in_time(step, state, bound, context)
        update = _with(aside, state, update)
        gate.open = False
        ms = (services.clock() - start) * 1000
        record = _record(step, state, update, since_ms, ms)
        if step.__name__ != _LAST:
            emit(_ended(record))
        update = {**update, "steps": [*state.steps, record]}
        if choice is None:
            return update
        return Command(update=update, goto=choice(replace(state, **update)))

    return run


def _with(aside: Asides, state: State, update: Update) -> Update:
    """Add what members asked a vendor on the side, and where they had to do without."""
    if aside.usage.tokens_in:
        update = {**update, "usage": update.get("usage", state.usage) + aside.usage}
    if aside.degraded:
        known = update.get("degraded", state.degraded)
        new = [flag for flag in aside.degraded if flag not in known]
        update = {**update, "degraded": [*known, *new]}
    return update


class Gate:
    """Lets a step's events pass until it is over, should something of it go on after that."""

    def __init__(self, emit: Emit) -> None:
        self._emit, self.open = emit, True

    def __call__(self, event: Mapping[str, object]) -> None:
        if self.open:
            self._emit(event)


async def _in_time(step: Step, state: State, services: Services, context: Context) -> Update:
    left = budget(state, services, context)
    if left.spent == "deadline":
        return {"stopped": "deadline", "go": _LAST, "note": "not begun: out of time"}
    try:
        return await within(left.seconds, step(state, services, context))
    except OutOfTime:
        return {"stopped": "deadline", "go": _LAST, "note": "cut off at the deadline"}


def _record(step: Step, state: State, update: Update, since_ms: float, ms: float) -> StepRecord:
    spent = update.get("usage", state.usage)
    return StepRecord(
        name=step.__name__,
        start_ms=round(since_ms, 3),
        ms=round(ms, 3),
        note=update.get("note", ""),
        tokens_in=max(spent.tokens_in - state.usage.tokens_in, 0),
        tokens_out=max(spent.tokens_out - state.usage.tokens_out, 0),
        cached_tokens=max(spent.cached_tokens - state.usage.cached_tokens, 0),
        cost_usd=max(spent.cost_usd - state.usage.cost_usd, 0.0),
        expected_in=max(spent.expected_in - state.usage.expected_in, 0),
        expected_out=max(spent.expected_out - state.usage.expected_out, 0),
        expected_usd=max(spent.expected_usd - state.usage.expected_usd, 0.0),
        member=spent.member if spent is not state.usage else "",
        sentences=len(update.get("claims", ())),
        failed=tuple(update.get("failed", ())),
    )


def _began(step: Step, since_ms: float) -> Stepped:
    return Stepped(
        type="step",
        name=step.__name__,
        status="start",
        ms=round(since_ms, 3),
        note="",
        tokens_in=0,
        tokens_out=0,
        cost_usd=0.0,
    )


def _ended(record: StepRecord) -> Stepped:
    return Stepped(
        type="step",
        name=record.name,
        status="end",
        ms=record.ms,
        note=record.note,
        tokens_in=record.tokens_in,
        tokens_out=record.tokens_out,
        cost_usd=record.cost_usd,
    )
