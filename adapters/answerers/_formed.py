"""A tuned model whose output has a schema: looked at before it leaves, and mended once."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..asides import did_without, spend
from ..chat.asking import plain_messages
from ..chat.layout import documents
from ..chat.model import ChatModel
from ..chat.probing import probe_stream
from ..chat.prompts import prompt
from ..chat.structured import parsed
from ..errors import Garbled, TriviumError, Unavailable
from ..terms import Ask, NoAnswer, Usage

_WRONG_CHARACTERS = 300


class FormedAnswerer:
    """Gives JSON of the schema, or raises `Garbled`; a second try is told what was wrong."""

    def __init__(self, model: ChatModel, schema: Mapping[str, object]) -> None:
        if find_spec("jsonschema") is None:
            raise Unavailable("A model with a schema needs jsonschema: pip install jsonschema.")
        self.name = model.name
        self.price = model.price
        self._model = model
        self._schema = schema

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        """Yield the whole JSON in one piece, then what both tries used."""
        messages, total = self._messages(ask), Usage()
        try:
            for _ in range(2):
                text, usage = await self._whole(messages, ask)
                total += usage
                found, wrong = self._read(text)
                if not wrong:
                    yield json.dumps(found, ensure_ascii=False)
                    yield total
                    return
                did_without("model_form")
                messages = [*messages, *self._repair(text, wrong)]
        except TriviumError:
            spend(total)
            raise
        spend(total)
        raise Garbled(f"{self.name} keeps breaking its form: {wrong}")

    async def close(self) -> None:
        """Hang up."""
        await self._model.close()

    async def probe(self) -> str:
        """Make one tiny call, and say what was found. Raises what a model's failure is."""
        return await probe_stream(self._model)

    def _messages(self, ask: Ask) -> list[dict[str, Any]]:
        if ask.shape == "none" or not ask.passages:
            return plain_messages(ask)
        system = prompt("formed", schema=self._form)
        *before, last = plain_messages(ask, system=system)
        content = f"{documents(ask.passages)}\n\n{last['content']}"
        return [*before, {"role": "user", "content": content}]

    def _repair(self, text: str, wrong: str) -> list[dict[str, Any]]:
        said = prompt("repair", wrong=wrong, schema=self._form)
        return [{"role": "assistant", "content": text}, {"role": "user", "content": said}]

    @property
    def _form(self) -> str:
        return json.dumps(self._schema, ensure_ascii=False)

    async def _whole(self, messages: list[dict[str, Any]], ask: Ask) -> tuple[str, Usage]:
        text, usage = "", Usage()
        limits: dict[str, Any] = {"max_tokens": ask.max_tokens, "timeout_s": ask.timeout_s}
        async for piece in self._model.stream(messages, **limits):
            if isinstance(piece, Usage):
                usage = piece
            else:
                text += piece
        return text, usage

    def _read(self, text: str) -> tuple[Any, str]:
        """Return what the text holds, and what is wrong with it."""
        jsonschema: Any = import_module("jsonschema")
        try:
            found = parsed(text)
        except ValueError as error:
            return None, f"it is no JSON ({error})"[:_WRONG_CHARACTERS]
        errors = jsonschema.validators.validator_for(self._schema)(self._schema).iter_errors(found)
        worst = jsonschema.exceptions.best_match(errors)
        if worst is None:
            return found, ""
        return found, f"{worst.json_path}: {worst.message}"[:_WRONG_CHARACTERS]
