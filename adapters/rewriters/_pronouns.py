"""Put names for the words that point back: he, it, this, there, the second one."""

from __future__ import annotations

import re

from .._text import STOP
from ._mentions import entities
from ._topic import Topic

_VERB = "is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had"
_PREPOSITION = "for|in|on|of|at|from|to|under|by|during|after|before|with|without|if"
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_POSSESSIVE = frozenset(("his", "their", "theirs", "its", "hers"))
_IT = re.compile(r"\b(?:its|it)\b", re.IGNORECASE)
# "It" that stands for nothing: "why was it hard to ...", "is it true that ...".
_EMPTY_IT = re.compile(
    r"""\bit\s+(?:(?:was|is|be|seems?|\w+ly)\s+)?(?:possible|true|hard|difficult|easy|important
      |necessary|allowed|likely|common|ok|okay|raining|correct|said|called|worth|safe|legal)\b
    |\b(?:make|makes|made|making)\s+it\b|\btakes?\s+it\b|\bdoes\s+it\s+(?:mean|take|matter|say)\b
    |\bit\s+(?:take|takes|took)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_THIS = re.compile(
    rf"""\b(?:this|that|these|those)\b(?=\s*(?:[?.,!]|$|(?:{_VERB}|{_PREPOSITION}|about|also
    |happen\w*|mean|work|apply)\b))""",
    re.VERBOSE | re.IGNORECASE,
)
_THIS_ONE = re.compile(r"\b(?:this|that|these|those|such|same)\s+(?!\w+ed\b)\w+", re.IGNORECASE)
_DEFINITE = re.compile(
    r"\bthe\s+(?:[\w-]+\s+)?[\w-]+(?=\s*(?:[?.,!]|$|(?:" + _VERB + r")\b))", re.IGNORECASE
)
# Readers of a page call it so.
_PAGE = re.compile(r"\bthis (?:article|page|section|document|text|topic|subject)\b", re.IGNORECASE)
_TIME = re.compile(r"\b(?:this|that) (?:time|period|era|point)\b", re.IGNORECASE)
_HINT_WORDS = 12
_MORE = re.compile(
    r"\b(?:else|other|others|another|more|besides|next|then|instead)\b", re.IGNORECASE
)


def points(question: str) -> bool:
    """Say whether a question points back at something: "this album", "the fight", "anything else"."""
    return any(
        cue.search(question) for cue in (_PERSON, _THEY, _IT, _THIS, _THIS_ONE, _DEFINITE, _MORE)
    )


def replaced(question: str, about: Topic) -> str:
    """Return the question with the first person and the first thing it points at put in."""
    changed = question
    if not any(about.covers(name) for name in entities(question)):
        changed = _PERSON.sub(lambda m: _in_place(m, about.main or about.thing), changed, count=1)
        if changed == question:
            who = about.main if about.titled else about.thing
            changed = _THEY.sub(lambda m: _in_place(m, who), changed, count=1)
    if not _EMPTY_IT.search(question):
        thing = about.thing
        before = changed
        changed = _IT.sub(lambda m: _in_place(m, thing), changed, count=1)
        if changed != before:
            about.it = thing
    return changed


def hint(question: str, about: Topic) -> str:
    """Return what "this album" or "the fight" would be: words of the last answer, or a name."""
    if _TIME.search(question):
        return about.part if about.titled else ""
    if _THIS.search(question) or _THIS_ONE.search(question) and not _PAGE.search(question):
        told = about.told.split()
        return " ".join(told[:_HINT_WORDS]).strip(" .,;:")
    if _PAGE.search(question) or _DEFINITE.search(question) or _MORE.search(question):
        return about.named[-1] if about.named else ""
    return ""


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
