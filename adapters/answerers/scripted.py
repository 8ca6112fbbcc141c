"""An answerer that says what it was told to: for tests, yours too, and for trying a door out."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from ..base import Parts
from ..sentences import sentences
from ..terms import Ask, NoAnswer, Usage, tokens

Answer = str | NoAnswer | Exception
Script = Callable[[Ask], Answer]


@dataclass
class ScriptedAnswerer:
    """Gives the scripted answers in their order, the last one again and again, or asks a function.

    A string is streamed word by word, a NoAnswer is yielded, an exception is raised. What it was
    asked is kept in `asked`.
    """

    script: Script | Sequence[Answer]
    name: str = "scripted"
    asked: list[Ask] = field(default_factory=list[Ask])

    async def answer(self, ask: Ask) -> AsyncGenerator[str | NoAnswer | Usage, None]:
        """Yield the next answer, then a Usage that counts its tokens."""
        self.asked.append(ask)
        said = self._next(ask)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, NoAnswer):
            yield said
        else:
            for piece in re.findall(r"\S*\s+|\S+$", said):
                yield piece
        written = tokens(said) if isinstance(said, str) else 0
        read = sum(tokens(passage.text) for passage in ask.passages)
        yield Usage(tokens_in=read, tokens_out=written, member=self.name)

    def _next(self, ask: Ask) -> Answer:
        if callable(self.script):
            return self.script(ask)
        return self.script[min(len(self.asked), len(self.script)) - 1]


def first_sentence(ask: Ask) -> Answer:
    """Quote the first sentence of the first passage, whatever was asked."""
    for number, passage in enumerate(ask.passages, 1):
        if found := sentences(passage.text):
            return f"{found[0]} [{number}]"
    return NoAnswer(reason="There is nothing to quote.")


def connect(parts: Parts) -> ScriptedAnswerer:
    """Make one that quotes the first sentence of the first passage."""
    return ScriptedAnswerer(first_sentence)
