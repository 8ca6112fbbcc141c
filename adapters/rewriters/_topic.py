"""What a conversation speaks of, as far as words show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .._text import plain, words
from ..terms import Turn
from ._mentions import bare_title, entities, phrase

# Earlier turns than these hardly matter, and each costs time.
_TURNS = 12
# A first turn of a few words that asks nothing is a title.
_TITLE = re.compile(r"^(?:[\w'’.,:&()-]+\s*){1,8}$")
_LONGEST = 2000  # characters of a turn that are read


@dataclass(slots=True)
class Topic:
    """`main` is what it is all about; `question` stands alone; `answer` is the last one."""

    main: str = ""
    question: str = ""
    answer: str = ""

    @property
    def thing(self) -> str:
        """What "it" would be: the last thing named beside the main one, else what was asked of."""
        for text in (self.answer, self.question):
            others = [name for name in entities(text) if not self.covers(name)]
            if others:
                return others[-1]
        return phrase(self.question) or self.main

    def covers(self, name: str) -> bool:
        """Say whether a name is the main one, or a part of it."""
        return set(words(name)) <= set(words(self.main))

    def ask(self, question: str, standalone: str) -> None:
        """Take in a question; one that itself names something else moves the topic."""
        named = entities(question)
        if not self.question and not named and _TITLE.match(question):
            named = [bare_title(question)]
        self.question = standalone
        if named and not set(words(self.main)) & set(words(standalone)):
            self.main = named[0]


def topic(history: Sequence[Turn], resolve: Callable[[str, Topic], str]) -> Topic:
    """Listen to the first turns, which mostly say what it is all about, and to the last."""
    about = Topic()
    for turn in [*history[:2], *history[2:][-_TURNS:]]:
        text = plain(turn.content[:_LONGEST])
        if turn.role == "assistant":
            about.answer = text
        elif turn.role == "user" and text:
            about.ask(text, resolve(text, about))
    return about
