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
_IT = re.compile(r"\b(?:[iI]ts|[iI]t)\b")  # IT is a trade
# "It" that stands for nothing: "why was it hard to ...", "is it true that ...".
_EMPTY_IT = re.compile(
    r"""\bit\s+(?:(?:was|is|be|seems?|\w+ly)\s+)?(?:possible|true|hard|difficult|easy|important
      |necessary|allowed|likely|common|ok|okay|raining|correct|said|called|worth|safe|legal)\b
    |\b(?:make|makes|made|making)\s+it\b|\btakes?\s+it\b|\bdoes\s+it\s+(?:mean|take|matter|say)\b
    |\bit\s+(?:take|takes|took)\b""",
    re.VERBOSE | re.IGNORECASE,
)
THIS = re.compile(
    rf"""\b(?:this|that|these|those)\b(?=\s*(?:[?.,!]|$|(?:{_VERB}|{_PREPOSITION}|about|also
    |happen\w*|mean|work|apply)\b))""",
    re.VERBOSE | re.IGNORECASE,
)
THIS_ONE = re.compile(r"\b(?:this|that|these|those|such|same)\s+(?!\w+ed\b)\w+", re.IGNORECASE)
DEFINITE = re.compile(
    r"\bthe\s+(?:[\w-]+\s+)?[\w-]+(?=\s*(?:[?.,!]|$|(?:" + _VERB + r")\b))", re.IGNORECASE
)
CHOICE = re.compile(
    r"\b(?:both|the two|which (?:one|of|is|was|has)|compare[sd]?|comparison|differ(?:s|ences?)?)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[?.!;,]|\b(?:and|but|because|if|when|so|then)\b", re.IGNORECASE)
_NOUN = re.compile(r"\b(?:the|a|an|my|our|each|these|those|about)\s+[\w-]{3,}", re.IGNORECASE)
MORE = re.compile(
    r"\b(?:else|other|others|another|more|besides|next|then|instead)\b", re.IGNORECASE
)


def points(question: str) -> bool:
    """Say whether a question points back: "this album", "the fight", "anything else"."""
    return any(
        cue.search(question) for cue in (_PERSON, _THEY, _IT, THIS, THIS_ONE, DEFINITE, MORE)
    )


def replaced(question: str, about: Topic) -> str:
    """Return the question with the first person and the first thing it points at put in."""
    if CHOICE.search(question) and len(about.named) > 1:
        return _put(_THEY, question, " and ".join(about.named[-2:]))
    who = about.main if about.titled else about.thing
    changed = question
    if not any(about.covers(name) for name in entities(question)):
        changed = _put(_PERSON, changed, about.person)
        if changed == question:
            changed = _put(_THEY, changed, who)
    thing = about.thing
    if _EMPTY_IT.search(question):
        return changed
    whole = _put(_IT, changed, thing)
    if whole != changed:
        about.it = thing
    return whole


def _put(pronoun: re.Pattern[str], question: str, name: str) -> str:
    """Put the name for the first such pronoun, unless its noun stands before it."""
    found = pronoun.search(question)
    if found is None or _own_noun(question[: found.start()]):
        return question
    return f"{question[: found.start()]}{_in_place(found, name)}{question[found.end() :]}"


def _own_noun(before: str) -> bool:
    """Say whether an earlier clause of the question itself names what a pronoun stands for."""
    clauses = _CLAUSE.split(before)[:-1]
    return any(_NOUN.search(clause) or entities(f"x {clause}") for clause in clauses)


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
