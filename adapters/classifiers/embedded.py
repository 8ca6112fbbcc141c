"""Chooses the route locally: what the question needs to know, which behaviour, and the economy."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from .._text import STOP, content, words
from ..base import Classifier, Embedder, Parts
from ..load import load
from ..price import is_local
from ..terms import Decision, Setting, Shape
from ._behaviour import Asked, Behaviour, as_passages
from ._cues import greeting
from ._economy import economy
from ._frontends import frontend_task
from ._heads import lessons, shipped
from ._need import need
from ._own_vectors import OwnVectors
from ._reason import certain, features, reason
from ._routes import Weighed, choose, scores, shape_of
from ._shape import Head, examples, fit, likeliest

if TYPE_CHECKING:
    from ..terms import Vector

# The examples and the encoder know little of other scripts, and less of other languages than of
# English: what they say of them counts this much.
_TRUST_SCRIPT, _TRUST_LANGUAGE = 0.4, 0.6
# English has more of its small words than this in a sentence of so many words.
_SMALL_WORDS, _SENTENCE = 0.15, 4
_FOREIGN = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")


class EmbeddedClassifier:
    """Weighs every route by what the question needs, and reads or searches when it is not sure.

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
            why = "A chat frontend asks this for itself: a title, tags, follow-ups or a completion."
            return certain("direct", why, "none", setting, "side_call")
        if not content(question[:4000]) and not question.strip(" \t\n?!.,"):
            return certain("direct", "The question holds no words.", "none", setting, "no_words")
        head = self._ready(vector) or await self._head(vector)
        weighed = await self._weigh(question, setting, head, vector)
        return _decision(weighed, setting)

    async def _weigh(
        self, question: str, setting: Setting, head: Head, vector: Vector | None
    ) -> Weighed:
        vector = None if head.vectors is None else vector
        near = None if vector is None else head.near(vector)
        shapes = _doubted(question, head(question, near))
        asked = Asked(text=question, shapes=shapes, vector=vector, near=near)
        money = economy(setting)
        models = () if greeting(question) else setting.models
        contract, fits, promise = await self._behaviour.match(asked, models, head)
        if contract is None or promise is None:
            return Weighed(shapes=shapes, economy=money)
        needs, why = need(asked, contract, promise, setting)
        return Weighed(
            shapes=shapes, economy=money, contract=contract, fit=fits, need=needs, why_need=why
        )

    def _ready(self, vector: Vector | None) -> Head | None:
        return self._heads.get(self._named(vector))

    def _named(self, vector: Vector | None) -> str:
        return "" if vector is None or self._embedder is None else self._embedder.name

    async def _head(self, vector: Vector | None) -> Head:
        async with self._lock:
            if not self._heads:
                self._heads = await asyncio.to_thread(shipped)
            name = self._named(vector)
            if name not in self._heads:
                self._heads[name] = await self._fitted()
            return self._heads[name]

    async def _fitted(self) -> Head:
        import numpy as np

        assert self._embedder is not None
        rows = lessons()
        embedded = await self._embedder.passages(as_passages(tuple(text for text, _ in rows)))
        vectors = np.stack([row.vector for row in embedded])
        return await asyncio.to_thread(fit, rows, vectors, general=len(examples()))


def _decision(weighed: Weighed, setting: Setting) -> Decision:
    routes = scores(weighed, setting)
    route, sure = choose(routes, weighed.economy)
    shape = shape_of(route, weighed.shapes)
    needed: Shape = likeliest(weighed.shapes)
    tuned = route in ("tuned", "hybrid") and weighed.contract is not None
    return Decision(
        route=route,
        confidence=routes[route],
        reason=reason(route, shape, needed, sure, weighed),
        shape=shape,
        model=weighed.contract.name if tuned and weighed.contract else "",
        alternatives={name: round(score, 4) for name, score in routes.items()},
        features=features(weighed, setting),
    )


def _doubted(question: str, shapes: dict[Shape, float]) -> dict[Shape, float]:
    """Move the odds towards an even guess where the language is not that of most examples."""
    trust = 1.0 if greeting(question) else _trust(question[:2000])
    even = (1 - trust) / len(shapes)
    return {shape: trust * odds + even for shape, odds in shapes.items()}


def _trust(question: str) -> float:
    letters = sum(map(str.isalpha, question))
    if letters and len(_FOREIGN.findall(question)) * 3 >= letters:
        return _TRUST_SCRIPT
    said = words(question.lower())
    small = sum(word in STOP for word in said)
    other = len(said) >= _SENTENCE and small < _SMALL_WORDS * len(said)
    return _TRUST_LANGUAGE if other else 1.0


def connect(parts: Parts) -> Classifier:
    """Make the classifier; its examples are read at the first question."""
    if parts.embedder is None or is_local(parts.embedder):
        return EmbeddedClassifier(parts.embedder)
    encoder: Embedder = load("embedders", "embedded").connect(parts)
    return OwnVectors(EmbeddedClassifier(encoder), encoder)
