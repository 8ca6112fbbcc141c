"""Make a follow-up stand alone by words: pronouns, part names, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .._text import content, words
from ..sentences import sentences
from ..terms import Turn
from ._mentions import entities
from ._moves import ASKS, BARE, addition, correction, leaves, thanks
from ._pronouns import hint, points, replaced
from ._swap import swapped
from ._topic import Topic, topic

_LONGEST = 600  # characters: nobody's follow-up is longer, but pasted texts are
_OWN = re.compile(r"\b(?:i|i'm|my|me|we|our|us)\b", re.IGNORECASE)
_COMPLETE = re.compile(
    r"\bthe\s+[\w-]+(?:\s+[\w-]+)?\s+(?:of|for|in|on|at|between)\s+(?!it\b)\w+", re.I
)
_SHORT = 4  # content words


def condense(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it leaves to the conversation put in."""
    return resolve(question, topic(history, resolve))


def resolve(question: str, about: Topic) -> str:
    """Return the question as it stands alone on this topic; unchanged if it does already."""
    if not about.question or len(question) > _LONGEST or not question.strip():
        return question
    if leaves(question) or thanks(question):
        return question
    if BARE.match(question):
        return _anchored(f"{question.strip(' ?!.')} {_point(about)}?", about)
    more = correction(question) or addition(question)
    if more:
        return more if ASKS.search(more) else swapped(more, about.question)
    changed = _whole_names(replaced(question, about), about)
    if _needs(question, changed, about):
        return _anchored(changed, about, hint(question, about))
    return changed


def _needs(question: str, changed: str, about: Topic) -> bool:
    """Say whether the question still leans on what the conversation is about."""
    if not all(about.knows(name) for name in entities(question)):
        return False
    return about.titled or (changed == question and (points(question) or _dangling(question)))


def _anchored(question: str, about: Topic, hint: str = "") -> str:
    """Name what it is all about, and what is hinted at, where the question does not."""
    said = set(words(question))
    more: list[str] = []
    for name in (about.main, hint):
        if name and not set(words(name)) <= said:
            more.append(name)
            said.update(words(name))
    return f"{question.rstrip(' ?!.')} ({', '.join(more)})?" if more else question


def _whole_names(question: str, about: Topic) -> str:
    """Write a name whole where only a part of it is said."""
    for name in entities(question):
        said = set(words(name))
        for whole in about.names:
            if said < set(words(whole)) and whole.lower() not in question.lower():
                return question.replace(name, whole, 1)
    return question


def _point(about: Topic) -> str:
    """Return the last thing said, for a bare "why?"."""
    said = sentences(about.answer)
    return said[-1].rstrip(" .!?") if said else about.question.rstrip(" ?!.")


def _dangling(question: str) -> bool:
    """Say whether this is a question that names nothing of its own."""
    asks = ASKS.search(question) or question.rstrip().endswith("?")
    if not asks or entities(question) or _COMPLETE.search(question):
        return False
    return len(content(question)) <= (1 if _OWN.search(question) else _SHORT)
