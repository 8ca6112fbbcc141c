"""What a conversation speaks of, as far as words show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .._text import content, plain, words
from ..terms import Turn
from ._mentions import bare_title, entities, phrase
from ._moves import leaves, thanks, without_leave

# Earlier turns than these hardly matter, and each costs time.
_TURNS = 12
# A first turn of a few words that asks nothing is a title, and one right behind it a heading.
_TITLE = re.compile(r"[\w'’\"“”.,:&/() -]+")
_TITLE_WORDS = 14
_ASKING = re.compile(
    r"^\W*(?:who|what|when|where|why|which|how|is|are|was|were|do|does|did|can|could|tell|give|show"
    r"|explain|hi|hello|hey|thanks|i|i'm|we|please)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"^\s*(?:early |late |mid-)?[\d–-]+s?\s*:?|\s*\(?[\d–-]{4,}s?\)?\s*$")
_THING = re.compile(r"^\W*(?:so |and |but |then )?(?:what|which|where|name|who)\b", re.IGNORECASE)
# What an answer says that has nothing to tell.
_NOTHING = re.compile(
    r"\b(?:don'?t know|do not (?:hold|know)|no answer|cannot (?:answer|find))\b", re.I
)
_WHO = re.compile(r"^\W*(?:so |and |but |then )?(?:who|whom|whose)\b", re.IGNORECASE)
_LONGEST = 2000  # characters of a turn that are read
_NAMED_MOST = 4


@dataclass(slots=True)
class Topic:
    """What a question may point at.

    `main` is what it is all about (`titled` when a title opened the conversation) and `part` the
    heading it is under; `question` stands alone and `answer` followed it; `named` are the names in
    the asker's own questions, the last at the end; `it` is what "it" was the last time.
    """

    main: str = ""
    part: str = ""
    question: str = ""
    answer: str = ""
    told: str = ""
    titled: bool = False
    it: str = ""
    named: list[str] = field(default_factory=list[str])
    heard: set[str] = field(default_factory=set[str])

    @property
    def thing(self) -> str:
        """What "it" would be: what was asked about last, or what the answer named."""
        whole = phrase(self.question)
        if self.named and self.named[-1] in self.question and not self.covers(self.named[-1]):
            return whole if self.named[-1] in whole else self.named[-1]
        if self.it:
            return self.it
        if self.heading:
            return self.heading
        if not _WHO.match(self.question) and (answered := self.answered):
            return answered
        if _WHO.match(self.question) and self.main and not self.titled:
            return self.main
        return self.part or whole or self.main

    @property
    def heading(self) -> str:
        """The heading that a titled conversation is under, if it is a name."""
        return self.part if self.titled and entities(f"x {self.part}") else ""

    @property
    def person(self) -> str:
        """Who "she" would be: whom a title names, whom the answer to "who" named, or the last."""
        if self.titled:
            return self.main
        return (_WHO.match(self.question) and self.answered) or self.main or self.thing

    @property
    def answered(self) -> str:
        """What the last answer named in reply to "what", "which", "where" or "who"."""
        if not _THING.match(self.question):
            return ""
        return next((name for name in entities(self.answer) if not self.covers(name)), "")

    def covers(self, name: str) -> bool:
        """Say whether a name is the main one, or a part of it."""
        return set(words(name)) <= set(words(self.main))

    def knows(self, name: str) -> bool:
        """Say whether a name came up under this topic."""
        return bool(set(content(name)) & (self.heard | set(content(f"{self.main} {self.part}"))))

    @property
    def names(self) -> list[str]:
        """The names that were written whole, the main one first."""
        told = [name for name in entities(self.answer) if " " in name]
        own = [name for name in reversed(self.named) if " " in name]
        return [
            *([self.main] if self.titled or self.main in entities(f"x {self.main}") else []),
            *told,
            *own,
        ]

    def open(self, title: str) -> None:
        """Begin with a title, or go on under a heading."""
        if self.titled:
            self.part = _YEARS.sub("", title.rpartition(":")[2] or title).strip(" :\"'") or title
        else:
            self.main, self.titled, self.question = bare_title(title), True, title

    def ask(self, question: str, standalone: str) -> None:
        """Take in a question; one that stands alone and names something new moves the topic."""
        if leaves(question):
            self.forget()
            question = standalone = without_leave(question)
        named = [name for name in entities(question) if not self.covers(name)]
        alone = standalone == question
        new = [name for name in named if not self.knows(name)]
        if not self.main or (alone and new):
            self.main = (new or named or entities(question) or [phrase(question)])[0]
            self.part, self.titled = "", False
        self.named = [*self.named, *named][-_NAMED_MOST:]
        if named:
            self.it = ""
        self.question = standalone

    def hear(self, answer: str) -> None:
        """Take in an answer; what it names belongs to the topic from now on."""
        self.answer = answer
        if not _NOTHING.search(answer):
            self.told = answer
        self.heard.update(content(" ".join(entities(answer))))

    def forget(self) -> None:
        """Drop everything: another subject begins."""
        self.main = self.part = self.question = self.answer = self.told = self.it = ""
        self.titled = False
        self.named, self.heard = [], set()


def topic(history: Sequence[Turn], resolve: Callable[[str, Topic], str]) -> Topic:
    """Listen to the first turns, which mostly say what it is all about, and to the last."""
    about = Topic()
    for place, turn in enumerate([*history[:2], *history[2:][-_TURNS:]]):
        text = plain(turn.content[:_LONGEST])
        if _is_title(text, place, about, history):
            about.open(text)
        elif turn.role == "assistant":
            about.hear(text)
        elif turn.role == "user" and text and not thanks(text):
            about.ask(text, resolve(text, about))
    return about


def _is_title(text: str, place: int, about: Topic, history: Sequence[Turn]) -> bool:
    if place > 1 or (place == 1 and not about.titled) or not text:
        return False
    if len(text) > 120 or _ASKING.match(text) or not _TITLE.fullmatch(text):
        return False
    if len(text.split()) > (_TITLE_WORDS if place else _TITLE_WORDS // 2):
        return False
    if place == 0:
        return not text.endswith(".")
    # An answer ends as a sentence does, or is followed by a question without an answer before it.
    return not text.endswith((".", "!")) or history[place].role == "user"
