"""The knobs of one run: plain values with defaults, so that Studio can show and send them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..adapters.terms import Principal

Mode = Literal["verify", "annotate", "off"]


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a caller may change from run to run.

    `route` forces a route and `model` a tuned model; empty means Trivium chooses. `ladder` names
    the rungs to climb when a check fails, in their order (files in `nodes/rungs/`). `deadline_s`,
    `max_tokens` and `max_cost_usd` are the budget of the whole request; 0 means no limit. A
    conversation goes on with its last `history_turns` questions and their answers, as far as
    these have `history_chars` characters.
    """

    tenant: str = "default"
    user: str = "local"
    groups: tuple[str, ...] = ()
    route: str = ""
    model: str = ""
    mode: Mode = "verify"
    deadline_s: float = 30.0
    max_tokens: int = 0
    max_cost_usd: float = 0.0
    search_limit: int = 40
    keep: int = 8
    window_tokens: int = 128_000
    ladder: tuple[str, ...] = ("rewrite", "widen", "stuff")
    history_turns: int = 20
    history_chars: int = 40_000

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return Principal(user=self.user, tenant=self.tenant, groups=frozenset(self.groups))
