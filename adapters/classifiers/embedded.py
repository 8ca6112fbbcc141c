"""Chooses the route locally: what the question needs to know, which behaviour, and the economy."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .._text import content
from ..base import Classifier, Embedder, Parts
from ..terms import Contract, Decision, Setting, Shape
from ._behaviour import Behaviour, as_passages
from ._economy import worth_reading_whole
from ._frontends import frontend_task
from ._shape import Head, examples, fit, likeliest, shipped

if TYPE_CHECKING:
    from ..terms import Vector

# Below this the choice is a guess, and retrieval is the guess that does the least harm.
_SURE = 0.5
# Leaving the documents unread is the costlier mistake, so it wants more.
_SURE_OF_NOTHING = 0.65
# The examples and the encoder know little of other scripts: what they say of them counts this much.
_TRUST_FOREIGN = 0.4
_FOREIGN = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")


class EmbeddedClassifier:
    """Weighs every route by what the question needs, and takes retrieval when it is not sure.

    With another embedder than the shipped one the examples are embedded at the first question.
    """

    name = "embedded"

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self._behaviour = Behaviour(embedder)
        self._heads: dict[str, Head] = {}
        self._lock = asyncio.Lock()

    async def classify(
        self, question: str, setting: Setting, *, vector: Vector | None = None
    ) -> Decision:
        """Choose among the routes that the setting allows; without a vector, by words alone."""
        if frontend_task(question):
            return _housekeeping(setting)
        if not content(question[:4000]) and not question.strip(" \t\n?!.,"):
            return _empty(setting)
        model, fit_ = await self._behaviour.match(question, setting.models, vector)
        head = await self._head(vector)
        shapes = _doubted(question, head(question, vector))
        worth, why = worth_reading_whole(setting)
        routes = _routes(shapes, fit_, worth, setting.models)
        route, sure = _choose(routes)
        shape = _shape(route, shapes)
        return Decision(
            route=route,
            confidence=routes[route],
            reason=_reason(route, shape, sure, why, model),
            shape=shape,
            model=model if route in ("tuned", "hybrid") else "",
            alternatives={name: round(score, 4) for name, score in routes.items()},
            features=_features(shapes, model, fit_, worth, setting),
        )

    async def _head(self, vector: Vector | None) -> Head:
        async with self._lock:
            if not self._heads:
                self._heads = await asyncio.to_thread(shipped)
            name = "" if vector is None or self._embedder is None else self._embedder.name
            if name not in self._heads:
                assert self._embedder is not None
                rows = examples()
                embedded = await self._embedder.passages(as_passages(tuple(t for t, _ in rows)))
                vectors = [row.vector for row in embedded]
                self._heads[name] = await asyncio.to_thread(fit, rows, vectors)
            return self._heads[name]


def _doubted(question: str, shapes: dict[Shape, float]) -> dict[Shape, float]:
    """Move the odds towards an even guess where the script is one the examples do not have."""
    letters = sum(map(str.isalpha, question[:2000]))
    if len(_FOREIGN.findall(question[:2000])) * 3 < letters or not letters:
        return shapes
    even = (1 - _TRUST_FOREIGN) / len(shapes)
    return {shape: _TRUST_FOREIGN * odds + even for shape, odds in shapes.items()}


def _routes(
    shapes: Mapping[Shape, float], fit_: float, worth: float, models: tuple[Contract, ...]
) -> dict[str, float]:
    """Return a score for every route that the setting allows; they add up to 1."""
    whole = shapes["whole"] + shapes["compare"]
    plain = 1.0 - fit_
    routes = {
        "direct": plain * shapes["none"],
        "retrieval": plain * shapes["look_up"] * (1.0 - worth),
        "long_context": plain * (whole + shapes["look_up"] * worth),
    }
    if models:
        routes["tuned"] = fit_ * shapes["none"]
        routes["hybrid"] = fit_ * (1.0 - shapes["none"])
    return routes


def _choose(routes: Mapping[str, float]) -> tuple[str, bool]:
    route = max(routes, key=lambda name: routes[name])
    sure = routes[route] >= (_SURE_OF_NOTHING if route == "direct" else _SURE)
    return (route, True) if sure else ("retrieval", route == "retrieval")


def _shape(route: str, shapes: Mapping[Shape, float]) -> Shape:
    if route in ("direct", "tuned"):
        return "none"
    if route == "retrieval":
        return "compare" if likeliest(shapes) == "compare" else "look_up"
    return likeliest(shapes, ("look_up", "whole", "compare"))


_NEEDS: Mapping[Shape, str] = {
    "none": "Nothing is asked that documents would answer",
    "look_up": "It looks up a fact",
    "whole": "It needs the documents as a whole",
    "compare": "It compares things, and needs both sides whole",
}


def _reason(route: str, shape: Shape, sure: bool, why: str, model: str) -> str:
    if not sure:
        return (
            "It is not clear what the question needs, so the documents are searched: the safe way."
        )
    if route == "tuned":
        return f"The request is like the examples of {model!r}, and needs no documents."
    if route == "hybrid":
        return f"The request is like the examples of {model!r}, and needs what the documents say."
    return f"{_NEEDS[shape]}; {why}." if shape == "look_up" else f"{_NEEDS[shape]}."


def _features(
    shapes: Mapping[Shape, float], model: str, fit_: float, worth: float, setting: Setting
) -> dict[str, float | str]:
    known = {f"knowledge_{shape}": round(odds, 4) for shape, odds in shapes.items()}
    return {
        **known,
        "worth_reading_whole": worth,
        "corpus_tokens": float(setting.corpus_tokens),
        "window_tokens": float(setting.window_tokens),
        **({"model": model, "model_fit": round(fit_, 4)} if setting.models else {}),
    }


def _certain(route: str, reason: str, shape: Shape, setting: Setting, feature: str) -> Decision:
    names = [
        "direct",
        "retrieval",
        "long_context",
        *(("tuned", "hybrid") if setting.models else ()),
    ]
    return Decision(
        route=route,
        confidence=1.0,
        reason=reason,
        shape=shape,
        alternatives={name: float(name == route) for name in names},
        features={feature: 1.0},
    )


def _housekeeping(setting: Setting) -> Decision:
    reason = "A chat frontend asks this for itself: a title, tags, follow-ups or a completion."
    return _certain("direct", reason, "none", setting, "frontend_task")


def _empty(setting: Setting) -> Decision:
    return _certain("direct", "The question holds no words.", "none", setting, "no_words")


def connect(parts: Parts) -> Classifier:
    """Make the classifier; its examples are read at the first question."""
    return EmbeddedClassifier(parts.embedder)
