"""Make a follow-up stand alone by words: pronouns, part names, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .._text import STOP, content, words
from ..sentences import sentences
from ..terms import Turn
from ._mentions import entities
from ._topic import Topic, topic

_LONGEST = 600  # characters: nobody's follow-up is longer, but pasted texts are
_WH = "who|whom|whose|what|when|where|why|which|how"
_VERB = "is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had"
_PREPOSITION = "for|in|on|of|at|from|to|under|by|during|after|before|with|without|if"

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|they|them|their|theirs)\b", re.IGNORECASE)
_THING = re.compile(
    rf"""\b(?:its|it)\b
    |\b(?:this|that|these|those)\b(?=\s*(?:[?.,!]|$|(?:{_VERB}|{_PREPOSITION}|about|also|happen\w*|mean
    |work|apply)\b))""",
    re.VERBOSE | re.IGNORECASE,
)
_POSSESSIVE = frozenset(("his", "their", "theirs", "its", "hers"))
_BARE = re.compile(rf"^\W*(?:and\s+|but\s+)?(?:{_WH}|why not|how come|really)\W*$", re.IGNORECASE)
_ADDITION = re.compile(
    rf"^\W*(?:(?:and|but|or|also|so)\b[\s,]*)?(?:(?:what|how)\s+about\s+)?((?:{_PREPOSITION})\b.*)?",
    re.IGNORECASE,
)
_ALREADY = re.compile(rf"\b(?:{_WH}|{_VERB})\b", re.IGNORECASE)


def condense(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it leaves to the conversation put in."""
    return resolve(question, topic(history, resolve))


def resolve(question: str, about: Topic) -> str:
    """Return the question as it stands alone on this topic; unchanged if it does already."""
    if not about.question or len(question) > _LONGEST or not question.strip():
        return question
    if _BARE.match(question):
        return f"{question.strip(' ?!.')} {_point(about)}?"
    addition = _addition(question)
    if addition:
        return _continued(addition, about.question)
    changed = question
    if not _named(question, about):
        changed = _PERSON.sub(lambda m: _in_place(m, about.main or about.thing), changed, count=1)
    changed = _THING.sub(lambda m: _in_place(m, about.thing), changed, count=1)
    changed = _whole_names(changed, about)
    if changed == question and about.main and _dangling(question):
        return f"{question.rstrip(' ?!.')} ({about.main})?"
    return changed


def _addition(question: str) -> str:
    """Return what "and for contractors?" or "what about contractors?" adds: "for contractors"."""
    lead = _ADDITION.match(question)
    if lead is None or not lead[0].strip():
        return ""
    rest = lead[1] or question[lead.end() :]
    if not rest.strip(" ?!.") or _ALREADY.search(rest):
        return ""
    return rest if lead[1] else f"for {rest}"


def _in_place(pronoun: re.Match[str], name: str) -> str:
    """Put the name for the pronoun, as a possessive where the pronoun is one."""
    if not name:
        return pronoun[0]
    word = pronoun[0].lower()
    after = pronoun.string[pronoun.end() :]
    # "her" owns what follows unless nothing, or a small word, follows.
    following = re.match(r"\s+(\w+)", after)
    hers = word == "her" and following is not None and following[1].lower() not in STOP
    return f"{name}'s" if word in _POSSESSIVE or hers else name


def _named(question: str, about: Topic) -> bool:
    """Say whether the question names what the conversation is about, or a part of that name."""
    return any(about.covers(name) for name in entities(question))


def _whole_names(question: str, about: Topic) -> str:
    """Write the main name whole where only a part of it is said."""
    parts = set(words(about.main))
    for name in entities(question):
        said = set(words(name))
        if said < parts and about.main.lower() not in question.lower():
            return question.replace(name, about.main, 1)
    return question


def _continued(addition: str, question: str) -> str:
    """Ask the earlier question for something else: "and for contractors?"."""
    addition = addition.strip(" ?!.")
    preposition = addition.split()[0].lower()
    start = question.lower().rfind(f" {preposition} ")
    kept = question[:start] if start > 0 else question.rstrip(" ?!.")
    return f"{kept} {addition}?"


def _point(about: Topic) -> str:
    """Return the last thing said, for a bare "why?"."""
    said = sentences(about.answer)
    return said[-1].rstrip(" .!?") if said else about.question.rstrip(" ?!.")


def _dangling(question: str) -> bool:
    """Say whether this is a question that names nothing of its own."""
    asks = _ALREADY.search(question) or question.rstrip().endswith("?")
    return bool(asks) and not entities(question) and len(content(question)) <= 4
