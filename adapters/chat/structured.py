"""Answers in a form: asked for in the best way that a model knows, and looked at when they come."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..asides import affords, spend
from ..deadline import remaining_s
from ..errors import Garbled, Unavailable
from .failures import is_unable
from .model import QUIET, ChatModel, Message
from .reading import Reading, text_of

Schema = Mapping[str, Any]
# From the surest to the one that every model knows; the last is no feature but a request.
_WAYS = ("json_schema", "function_calling", "json_mode", "asked")
_TIMEOUT_S = 10.0
_FORMS = 32  # that are kept; a classifier's differ by the tuned models that may be meant
_WRITTEN = 800  # characters that a short form comes to
_FENCED = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)


class Structured:
    """Asks a chat model for an object of a schema; remembers which way of asking it knows."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model
        # Anthropic's class takes what it does not know for another way, and warns.
        unknown = ("json_mode",) if model.named.speaks == "anthropic" else ()
        self._ways = [way for way in _WAYS if way not in unknown]
        self._forms: dict[tuple[int, str, str], Any] = {}
        self._way = 0

    @property
    def way(self) -> str:
        """The way that worked last, or that is to be tried first."""
        return self._ways[self._way]

    async def ready(self) -> None:
        """Import and make the model. Raises `Unavailable`, `Upstream`."""
        with self._model.translated():
            await self._model.ready()

    async def close(self) -> None:
        """Hang up."""
        await self._model.close()

    async def ask(
        self, messages: Sequence[Message], schema: Schema, *, timeout_s: float = _TIMEOUT_S
    ) -> dict[str, Any]:
        """Return the object. What it cost is noted as an aside.

        Raises `Garbled` for anything that is not of the schema, `Unavailable` where the budget has
        no room for the call, and what else a model's failure is.
        """
        before = self._model.estimate(messages, written=_WRITTEN)
        if not affords(before):
            raise Unavailable(f"The budget has no room for asking {self.name}.")
        self._model.check()
        left_s = min(timeout_s, remaining_s())
        async with self._model.turns.turn("form", left_s):
            message = await self._message(messages, schema, left_s)
        with self._model.translated():
            reading = Reading(self.name, "")
            reading.take(message)
            spend(self._model.used(reading, messages).expected(before))
            reading.check(empty_is_fine=bool(message.tool_calls))
            found = _object(message)
        self._model.worked()
        return _fitting(found, schema, self.name)

    async def _message(self, messages: Sequence[Message], schema: Schema, timeout_s: float) -> Any:
        with self._model.translated():
            model = await self._model.ready()
            async with asyncio.timeout(timeout_s):
                return await self._raw(model, messages, schema)

    async def _raw(self, model: Any, messages: Sequence[Message], schema: Schema) -> Any:
        for place in range(self._way, len(self._ways)):
            try:
                answer = await self._asked(model, messages, schema, self._ways[place])
            # A way that a server does not know comes back as any of its own errors.
            except Exception as error:
                if place == len(self._ways) - 1 or not is_unable(error):
                    raise
            else:
                self._way = place
                return answer
        raise AssertionError("the last way returns or raises")

    async def _asked(
        self, model: Any, messages: Sequence[Message], schema: Schema, way: str
    ) -> Any:
        if way == "asked":
            return await model.ainvoke(messages, config=QUIET)
        form = self._form(model, schema, way)
        return (await form.ainvoke(messages, config=QUIET))["raw"]

    def _form(self, model: Any, schema: Schema, way: str) -> Any:
        """Return LangChain's model for a form; making one costs as much as asking it."""
        key = (id(model), way, json.dumps(schema))
        if key not in self._forms:
            if len(self._forms) >= _FORMS:
                self._forms.clear()
            made = model.with_structured_output(dict(schema), method=way, include_raw=True)
            # With the model, so that no other comes to have its id meanwhile.
            self._forms[key] = model, made
        return self._forms[key][1]


def _object(message: Any) -> Any:
    """Return what the message holds: a tool's arguments, or JSON, also between fences."""
    if message.tool_calls:
        return message.tool_calls[0]["args"]
    text = text_of(message)
    fenced = _FENCED.search(text)
    return parsed(fenced[1] if fenced else text)


def parsed(text: str) -> Any:
    """Read JSON that may have words around it. Raises `ValueError`."""
    start, end = text.find("{"), text.rfind("}")
    return json.loads(text[start : end + 1] if 0 <= start < end else text)


def _fitting(found: Any, schema: Schema, name: str) -> dict[str, Any]:
    """Return an object that has the schema's fields, each of its kind. Raises `Garbled`."""
    properties: Mapping[str, Any] = schema["properties"]
    if not isinstance(found, dict) or not properties.keys() <= found.keys():
        raise Garbled(f"{name} answered in another form than it was asked for.")
    for field, wanted in properties.items():
        if "enum" in wanted and found[field] not in wanted["enum"]:
            raise Garbled(f"{name} answered {field} with something that was no choice.")
    return found
