"""The answer of a fake model that reads: sentences of the numbered passages, with their markers."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..sentences import sentences
from .asked import Asked, Said

_TAGGED = re.compile(
    r"<(passage|document|source)\b[^>]*?\b(?:n|number|index|id)=[\"']?\[?(\d+)[^>]*>(.*?)</\1>",
    re.DOTALL,
)
_NUMBERED = re.compile(
    r"^\[(\d+)\][ :]*(.*?)(?=^\[\d+\]|^[Qq]uestion:|\Z)", re.DOTALL | re.MULTILINE
)
_QUESTION = re.compile(r"<question>(.*?)</question>|\bquestion:\s*(.*)", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"\w{3,}")
_NUMBER = re.compile(r"\d+")
_COMMON = frozenset("the and for are was what who how when where which does did with that".split())
NOT_THERE = "NOT_IN_DOCUMENTS"
GREETING = "Hello, what would you like to know?"
MADE_UP = "This was changed by the board of Port Ellery in the spring of 2031."


@dataclass(frozen=True)
class Quoting:
    """Quotes the sentences that share most words with the question, each with its marker.

    Where none shares any it says `not_there`; where there are no passages it greets.
    The share `made_up` of them is altered: another number, or a sentence that stands nowhere.
    The same prompt and `seed` give the same answer.
    """

    sentences: int = 2
    made_up: float = 0.0
    seed: int = 0
    not_there: str = NOT_THERE

    def __call__(self, asked: Asked) -> Said:
        """Answer; where a form is asked for, fill it with the least that fits."""
        if asked.form is not None:
            filled = json.dumps(least(asked.form.schema))
            return Said(filled, "tool" if asked.form.means == "tools" else "stop")
        question = question_of(asked)
        passages = passages_of(asked.prompt)
        if not passages:
            return Said(GREETING)
        found = best(question, passages, self.sentences)
        dice = random.Random(f"{self.seed} {question}")
        said = [f"{self._bent(text, dice)} [{number}]" for number, text in found]
        return Said(" ".join(said) or self.not_there)

    def _bent(self, text: str, dice: random.Random) -> str:
        if dice.random() >= self.made_up:
            return text
        if number := _NUMBER.search(text):
            other = str(int(number[0]) + dice.randint(3, 40))
            return text[: number.start()] + other + text[number.end() :]
        return MADE_UP


def question_of(asked: Asked) -> str:
    """Return what the last message of the user asks."""
    last = next((text for role, text in reversed(asked.messages) if role == "user"), "")
    if found := list(_QUESTION.finditer(last)):
        return (found[-1][1] or found[-1][2] or "").strip()
    return last.strip().split("\n\n")[-1]


def passages_of(prompt: str) -> dict[int, str]:
    """Return the passages of a prompt by their numbers: tagged ones, or lines that begin [n]."""
    tagged = {int(number): text.strip() for _, number, text in _TAGGED.findall(prompt)}
    return tagged or {int(number): text.strip() for number, text in _NUMBERED.findall(prompt)}


def best(question: str, passages: Mapping[int, str], limit: int) -> list[tuple[int, str]]:
    """Return the sentences that share most words with the question as (passage, sentence)."""
    wanted = _words(question)
    rows = [
        (len(wanted & _words(text)), -number, -place, text)
        for number, passage in passages.items()
        for place, text in enumerate(sentences(passage))
    ]
    rows = [row for row in rows if row[0]]
    rows.sort(reverse=True)
    return [(-number, " ".join(text.split())) for _, number, _, text in rows[:limit]]


def least(schema: Mapping[str, Any]) -> Any:
    """Return the least value that a JSON schema allows: first choices, empty texts and lists."""
    return _least(schema, schema.get("$defs", {}))


def _least(schema: Mapping[str, Any], named: Mapping[str, Any]) -> Any:
    if reference := schema.get("$ref"):
        return _least(named[str(reference).rpartition("/")[2]], named)
    if "const" in schema:
        return schema["const"]
    if choices := schema.get("enum"):
        return choices[0]
    if either := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return _least(either[0], named)
    kind = schema.get("type", "object")
    if kind == "object":
        return {name: _least(part, named) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [_least(schema["items"], named)] * schema.get("minItems", 0)
    empty = {"string": "", "integer": 0, "number": 0.0, "boolean": False, "null": None}
    return schema.get("minimum", empty[kind if isinstance(kind, str) else kind[0]])


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold())} - _COMMON
