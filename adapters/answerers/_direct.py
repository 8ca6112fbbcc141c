"""What can be said without a document: to a greeting, to thanks, to a chat frontend's chores."""

from __future__ import annotations

import re

from ..courtesies import ABOUT, ASK_ME, GOODBYE, WELCOME
from ._chores import chore

_HELLO = re.compile(
    r"^\W{0,9}(?:hello|hi|hey|hiya|greetings|good (?:morning|afternoon|evening|day))\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\b(?:thanks|thank|thx|cheers|appreciate\w*|great|perfect)\b", re.IGNORECASE)
_BYE = re.compile(r"\b(?:bye|goodbye|see you|good night|farewell)\b", re.IGNORECASE)


_SMALL_TALK = 80  # characters; what is longer wants more than a greeting back


def small_talk(request: str) -> str | None:
    """Answer a frontend's chore, a greeting, thanks or a farewell; None for anything else."""
    done = chore(request)
    if done is not None:
        return done
    short = len(request) <= _SMALL_TALK and "?" not in request
    polite = any(said.search(request) for said in (_HELLO, _THANKS, _BYE))
    return direct(request) if short and polite else None


def direct(request: str) -> str:
    """Answer in one fixed, honest sentence or two; a chore in the form that its prompt asks for."""
    done = chore(request)
    if done is not None:
        return done
    if _BYE.search(request):
        return GOODBYE
    if _THANKS.search(request):
        return WELCOME
    hello = "Hello! " if _HELLO.search(request) else ""
    return f"{hello}{ABOUT} {ASK_ME}"
