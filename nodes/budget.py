"""What is left of the request's time, tokens and money, and what fits into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from ..adapters.base import Services
from ..adapters.price import Price, is_local, price_of
from ..adapters.receipts import StepRecord
from ..adapters.terms import Passage, Usage, tokens
from .context import Context
from .state import State, Stop

_UNLIMITED = float("inf")
# What is kept of the time for the run's own end, its receipt included; less of a short deadline.
_END_S, _END_SHARE = 0.05, 0.1
# On a busy machine the end waits for its turn a few times, as every step did: this many times the
# longest wait so far is kept for it, up to a share of the deadline.
_TURNS, _WAIT_SHARE = 4, 0.2
# Nothing that asks a member comes to an end in less.
_LEAST_S = 0.02
# An answer of fewer tokens is not worth asking for: a sentence or two with their markers.
_LEAST_OUT = 64
_MOST_OUT = 1024


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a step may still spend; infinite where the context sets no limit.

    The run's own end has its time beside these seconds.
    """

    seconds: float
    tokens: float
    usd: float

    @property
    def spent(self) -> Stop:
        """Name what ran out, if anything did: with too little time left, no step begins."""
        if self.seconds < _LEAST_S:
            return "deadline"
        if self.tokens <= 0:
            return "tokens"
        return "money" if self.usd <= 0 else ""


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What an attempt may read and write, in the member's own tokens.

    `stopped` says why it must not begin.
    """

    evidence: list[Passage]
    tokens_in: int
    most_out: int
    stopped: Stop = ""


def budget(state: State, services: Services, context: Context) -> Budget:
    """Work out what is left now, as a step begins."""
    used = state.usage
    elapsed = services.clock() - state.started if state.started else 0.0
    return Budget(
        seconds=_left(context.deadline_s, elapsed + _end(context.deadline_s, state.steps, elapsed)),
        tokens=_left(context.max_tokens, used.tokens_in + used.tokens_out),
        usd=_left(context.max_cost_usd, used.cost_usd),
    )


def allowance(
    left: Budget, member: object, evidence: Sequence[Passage], *, around: int, scale: float = 1.0
) -> Allowance:
    """Estimate an attempt before it begins: as much evidence as fits beside a shortest answer.

    `around` are the tokens of question, conversation and what is kept; `scale` is how many of the
    member's own tokens an estimated one is.
    """
    if left.spent or is_local(member):
        return Allowance(
            evidence=list(evidence), tokens_in=0, most_out=_MOST_OUT, stopped=left.spent
        )
    price = price_of(member)
    frame = around * scale + getattr(member, "frame_tokens", 0)
    for_tokens = left.tokens - _LEAST_OUT - frame
    for_money = _affordable(left.usd, price) - frame
    fits = fitting(evidence, min(for_tokens, for_money) / scale)
    tokens_in = ceil(frame + scale * sum(tokens(passage.text) for passage in fits))
    if min(for_tokens, for_money) < 0 or (evidence and not fits):
        short: Stop = "tokens" if for_tokens <= for_money else "money"
        return Allowance(evidence=[], tokens_in=0, most_out=0, stopped=short)
    most = min(_MOST_OUT, left.tokens - tokens_in, _writable(left.usd, price, tokens_in))
    return Allowance(evidence=fits, tokens_in=tokens_in, most_out=int(most))


def fitting(passages: Sequence[Passage], room: float) -> list[Passage]:
    """Return the first passages whose tokens fit into `room` together."""
    fits: list[Passage] = []
    for passage in passages:
        room -= tokens(passage.text)
        if room < 0:
            break
        fits.append(passage)
    return fits


def _affordable(usd: float, price: Price) -> float:
    """Return the tokens that may be read if a shortest answer is still to be paid."""
    rest = usd - price.of(Usage(tokens_out=_LEAST_OUT))
    if rest < 0:
        return -_UNLIMITED
    return rest / price.read * 1_000_000 if price.read else _UNLIMITED


def _writable(usd: float, price: Price, tokens_in: int) -> float:
    rest = usd - price.of(Usage(tokens_in=tokens_in))
    return rest / price.written * 1_000_000 if price.written else _UNLIMITED


def _end(deadline_s: float, steps: Sequence[StepRecord], elapsed: float) -> float:
    least = min(_END_S, _END_SHARE * deadline_s)
    return max(least, min(_TURNS * _longest_wait_s(steps, elapsed), _WAIT_SHARE * deadline_s))


def _longest_wait_s(steps: Sequence[StepRecord], elapsed: float) -> float:
    """Return how long a step waited at most after the one before, which the graph does at once."""
    begun = [*(step.start_ms / 1000 for step in steps), elapsed]
    ended = [0.0, *((step.start_ms + step.ms) / 1000 for step in steps)]
    return max(start - end for start, end in zip(begun, ended, strict=True))


def _left(limit: float, used: float) -> float:
    return limit - used if limit > 0 else _UNLIMITED
