"""Make a follow-up stand alone by words: pronouns, part names, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .._text import STOP, content, words
from ..sentences import sentences
from ..terms import Turn
from ._hints import hint
from ._mentions import entities
from ._moves import ASKS, BARE, POLITE, addition, correction, leaves, thanks
from ._pronouns import points, replaced
from ._swap import swapped
from ._topic import Topic, topic

_LONGEST = 600  # characters: nobody's follow-up is longer, but pasted texts are
_OWN = re.compile(r"\b(?:i|i'm|my|me|we|our|us)\b", re.IGNORECASE)
_COMPLETE = re.compile(
    r"\bthe\s+[\w-]+(?:\s+[\w-]+)?\s+(?:of|for|in|on|at|between)\s+(?!it\b)\w+", re.I
)
_GENERAL = re.compile(
    r"^\W*(?:(?:what|who) (?:is|are|was|were) (?!the\b|there\b)(?:an?\s+)?[\w-]+"
    r"(?:\s[\w-]+)?|how (?:to|do i|do you|can i|does one) \w+ an? .*)\W*$",
    re.IGNORECASE,
)
_SHORT = 4  # content words
_WHY = re.compile(r"^\W*(?:(?:and|but|so)\s+)?why\W*$", re.IGNORECASE)


def condense(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it leaves to the conversation put in."""
    return resolve(question, topic(history, resolve))


def resolve(question: str, about: Topic) -> str:
    """Return the question as it stands alone on this topic; unchanged if it does already."""
    if not about.question or len(question) > _LONGEST or not question.strip():
        return question
    if leaves(question) or thanks(question):
        return question
    if polite := POLITE.match(question):
        return polite[0] + resolve(question[polite.end() :], about)
    if BARE.match(question):
        return _pointed(question, about)
    more = correction(question) or addition(question)
    if more:
        return more if ASKS.search(more) else swapped(_named_item(more, about), about.question)
    changed = _whole_names(replaced(question, about), about)
    if _needs(question, changed, about):
        return _anchored(changed, about, hint(question, about))
    return changed


def _needs(question: str, changed: str, about: Topic) -> bool:
    """Say whether the question still leans on what the conversation is about."""
    names = entities(question)
    if about.titled:
        return all(about.knows(name) for name in names)
    if hint(question, about) and not names:
        return True
    return not names and changed == question and (points(question) or _dangling(question))


def _named_item(more: str, about: Topic) -> str:
    item = hint(more, about) if re.search(r"\bone\b", more) else ""
    return f"{more.rstrip(' ?!.')} ({item})" if item else more


def _anchored(question: str, about: Topic, hint: str = "") -> str:
    """Name what it is all about, and what is hinted at, where the question does not."""
    said = set(words(question))
    more: list[str] = []
    main = "" if set(words(about.main)) <= set(words(hint)) else about.main
    for name in (main, hint):
        if name and not set(words(name)) <= said:
            more.append(name)
            said.update(words(name))
    return f"{question.rstrip(' ?!.')} ({', '.join(more)})?" if more else question


def _whole_names(question: str, about: Topic) -> str:
    """Write a name whole where only a part of it is said."""
    for name in entities(question):
        said = words(name)
        for whole in about.names:
            other = words(whole)
            ends = said in (other[: len(said)], other[-len(said) :])
            part = set(said) < set(other) and (whole == about.main or (ends and len(other) < 4))
            if part and whole.lower() not in question.lower():
                return question.replace(name, whole, 1)
    return question


def _pointed(question: str, about: Topic) -> str:
    """Return a bare "why?" with the last thing said, or asked."""
    said = sentences(about.answer)
    point = said[-1].rstrip(" .!?") if said else ""
    asks = question.strip(" ?!.")
    if point and _WHY.match(question):
        return f"{asks} is it that {_lowered(point, about.question)}?"
    return _anchored(f"{asks} ({point or about.question.rstrip(' ?!.')})?", about)


def _lowered(said: str, question: str) -> str:
    """Begin with a small letter what is written so in the question, or is a small word."""
    first = said.split()[0]
    small = first.lower() in STOP or re.search(rf"\b{re.escape(first.lower())}\b", question)
    return said[0].lower() + said[1:] if small and first != "I" else said


def _dangling(question: str) -> bool:
    """Say whether this is a question that names nothing of its own."""
    asks = ASKS.search(question) or question.rstrip().endswith("?")
    if not asks or entities(question) or _COMPLETE.search(question) or _GENERAL.match(question):
        return False
    return len(content(question)) <= (1 if _OWN.search(question) else _SHORT)
