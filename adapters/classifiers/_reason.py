"""One sentence for a person, and the figures behind it."""

from __future__ import annotations

from collections.abc import Mapping

from ..terms import Decision, Setting, Shape
from ._routes import Weighed

_NEEDS: Mapping[Shape, str] = {
    "none": "Nothing is asked that documents would answer",
    "look_up": "It looks up a fact",
    "whole": "It needs the documents as a whole",
    "compare": "It compares things, and needs both sides",
}


def reason(route: str, shape: Shape, likely: Shape, sure: bool, weighed: Weighed) -> str:
    """Say why this route was taken, with the figure that decided."""
    economy = weighed.economy
    if route in ("tuned", "hybrid") and weighed.contract is not None:
        like = f"The request is like the examples of {weighed.contract.name!r} ({weighed.fit:.0%})"
        return f"{like}; {weighed.why_need}."
    if not sure:
        if route == "long_context":
            return f"It is not clear what the question needs, but {economy.why_fact}: all is read."
        return (
            "It is not clear what the question needs, so the documents are searched: the safe way."
        )
    if route == "direct":
        return f"{_NEEDS['none']} ({weighed.shapes['none']:.0%})."
    why = economy.why_fact if likely in ("look_up", "none") else economy.why_whole
    return f"{_NEEDS[likely if likely != 'none' else shape]}; {why}."


def features(weighed: Weighed, setting: Setting) -> dict[str, float | str]:
    """Return the figures that decided."""
    known: dict[str, float | str] = {
        f"knowledge_{shape}": round(odds, 4) for shape, odds in weighed.shapes.items()
    }
    known |= {
        "worth_reading_whole": round(weighed.economy.fact, 4),
        "worth_reading_whole_for_all": round(weighed.economy.whole, 4),
        "corpus_tokens": float(setting.corpus_tokens),
        "window_tokens": float(setting.window_tokens),
        "changes_per_week": float(setting.changes_per_week),
        **weighed.economy.figures,
    }
    if setting.cache_hit_rate is not None:
        known["cache_hit_rate"] = round(setting.cache_hit_rate, 4)
    if weighed.contract is not None:
        known |= {
            "model": weighed.contract.name,
            "model_fit": round(weighed.fit, 4),
            "model_needs_documents": round(weighed.need, 4),
        }
    return known


def certain(route: str, why: str, shape: Shape, setting: Setting, feature: str) -> Decision:
    """Make the decision for what needs no weighing."""
    tuned = ("tuned", "hybrid") if setting.models else ()
    names = ["direct", "retrieval", "long_context", *tuned]
    return Decision(
        route=route,
        confidence=1.0,
        reason=why,
        shape=shape,
        alternatives={name: float(name == route) for name in names},
        features={feature: 1.0},
    )
