"""The settings of models under trial."""

from __future__ import annotations

from dataclasses import dataclass

from .settings_values import setting


@dataclass(frozen=True, kw_only=True)
class Trials:
    """What the shadows of `[[models]]` may take; none of it delays an answer."""

    shadow_at_once: int = setting(
        2,
        "How many shadows answer at a time; where too many wait, the next is left out.",
        section="Models under trial",
        least=1,
        most=64,
    )
    shadow_timeout_s: float = setting(30.0, "Seconds that a shadow may take.", least=0.1)
    shadow_max_cost_usd: float = setting(
        0.0, "US dollars that a shadow may cost an answer; 0 means no limit.", least=0
    )
