"""The local classifier, and a chat model where it is unsure and the difference matters."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..asides import did_without
from ..base import Classifier, Embedder, Parts
from ..chat.model import chat_model
from ..chat.probing import probe_form
from ..chat.prompts import prompt
from ..chat.structured import Structured
from ..errors import Unavailable, Upstream
from ..load import load
from ..price import is_local
from ..terms import Contract, Decision, Setting, Shape
from ._own_vectors import OwnVectors
from ._routes import Weighed, choose, scores
from ._shape import likeliest
from .embedded import EmbeddedClassifier

if TYPE_CHECKING:
    from ..terms import Vector
    from ._shape import Head

_SHAPES: tuple[Shape, ...] = ("none", "look_up", "whole", "compare")
# Below this share for the likeliest need the local classifier is asked for no more than a guess.
_SURE = 0.6
# A need of a smaller share than this is no other guess.
_POSSIBLE = 0.2
# Between these it is open whether a tuned model is meant.
_OPEN_FIT = (0.35, 0.65)
# What a model says counts this much: enough to decide, and it may be wrong.
_TRUST = 0.9
_QUESTION_CHARACTERS = 4000


class ChatClassifier(EmbeddedClassifier):
    """Weighs locally; asks the model what is needed where that would change the route."""

    def __init__(self, model: Structured, embedder: Embedder | None = None) -> None:
        super().__init__(embedder)
        self.name = f"embedded, {model.name}"
        self._model = model
        self._asked: ContextVar[str] = ContextVar("asked", default="")

    async def classify(
        self, question: str, setting: Setting, *, vector: Vector | None = None
    ) -> Decision:
        """Choose as the local classifier does, with the model's word where it was asked."""
        token = self._asked.set("")
        try:
            decision = await super().classify(question, setting, vector=vector)
            asked = self._asked.get()
        finally:
            self._asked.reset(token)
        if not asked:
            return decision
        return replace(
            decision,
            reason=f"{decision.reason} {self._model.name} was asked, and said so.",
            features={**decision.features, "asked_model": asked},
        )

    async def close(self) -> None:
        """Hang up."""
        await self._model.close()

    async def probe(self) -> str:
        """Make one tiny call, and say what was found. Raises what a model's failure is."""
        return await probe_form(self._model)

    async def _weigh(
        self, question: str, setting: Setting, head: Head, vector: Vector | None
    ) -> Weighed:
        weighed = await super()._weigh(question, setting, head, vector)
        if not _matters(weighed, setting):
            return weighed
        try:
            said = await self._ask(question, weighed.contract)
        except (Upstream, Unavailable):
            did_without("no_model_route")
            return weighed
        self._asked.set(said["needs"])
        return _told(weighed, said)

    async def _ask(self, question: str, contract: Contract | None) -> dict[str, Any]:
        text = prompt(
            "classify",
            question=question[:_QUESTION_CHARACTERS],
            models=_model_text(contract),
            model_field=', "fits": true or false' if contract else "",
        )
        return await self._model.ask([{"role": "user", "content": text}], _schema(contract))


def _matters(weighed: Weighed, setting: Setting) -> bool:
    """Say whether it is unsure, and another need or behaviour would lead along another route."""
    low, high = _OPEN_FIT
    if weighed.contract is not None and low < weighed.fit < high:
        return True
    odds = sorted(weighed.shapes, key=lambda shape: -weighed.shapes[shape])
    if weighed.shapes[odds[0]] >= _SURE:
        return False
    if odds[0] != "none":
        # Looking in vain costs a search; a call to be spared that would cost more.
        odds.remove("none")
    if weighed.shapes[odds[1]] < _POSSIBLE:
        return False
    routes = {_route(replace(weighed, shapes=_sure(shape)), setting) for shape in odds[:2]}
    return len(routes) > 1


def _route(weighed: Weighed, setting: Setting) -> str:
    return choose(scores(weighed, setting), weighed.economy)[0]


def _sure(shape: Shape) -> dict[Shape, float]:
    rest = (1 - _TRUST) / (len(_SHAPES) - 1)
    return {each: _TRUST if each == shape else rest for each in _SHAPES}


def _told(weighed: Weighed, said: Mapping[str, Any]) -> Weighed:
    needs: Shape = likeliest(_sure(said["needs"]))
    fits = said.get("fits")
    fit = weighed.fit if not isinstance(fits, bool) else _TRUST if fits else 1 - _TRUST
    return replace(weighed, shapes=_sure(needs), fit=fit)


def _model_text(contract: Contract | None) -> str:
    if contract is None:
        return ""
    examples = "\n".join(f"  - {example}" for example in contract.examples[:5])
    return (
        f'\nSay too whether it "fits" the model {contract.name!r} ({contract.purpose}), which is '
        f"meant for requests like:\n{examples}\n"
    )


def _schema(contract: Contract | None) -> dict[str, Any]:
    properties: dict[str, Any] = {"needs": {"type": "string", "enum": list(_SHAPES)}}
    if contract is not None:
        properties["fits"] = {"type": "boolean"}
    return {
        "title": "Needs",
        "description": "What a question needs",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def connect(parts: Parts) -> Classifier:
    """Make it on the local one; nothing is imported or opened yet."""
    model = Structured(chat_model(parts.options))
    if parts.embedder is None or is_local(parts.embedder):
        return ChatClassifier(model, parts.embedder)
    encoder: Embedder = load("embedders", "embedded").connect(parts)
    return OwnVectors(ChatClassifier(model, encoder), encoder)
