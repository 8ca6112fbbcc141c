"""What stands in brackets behind a question: what "this album" or "the second one" would be."""

from __future__ import annotations

import re

from .._text import content
from ._mentions import entities
from ._pronouns import CHOICE, DEFINITE, MORE, THIS, THIS_ONE
from ._topic import Topic

# Readers of a page call it so.
_PAGE = re.compile(r"\bthis (?:article|page|section|document|text|topic|subject)\b", re.IGNORECASE)
_TIME = re.compile(r"\b(?:this|that) (?:time|period|era|point)\b", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )\bthere\b"
    r"(?!\s+(?:is|are|was|were|any|an?|been)\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at|to|from|near|is|was)\s+(?:the\s+)?$", re.IGNORECASE)
_ORDINAL = re.compile(
    r"\bthe\s+(first|second|third|fourth|fifth|last|former|latter)\b(?=\s+one|\s*[?.!,]|\s*$|\s+\w+\?)",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "former": 0, "latter": 1}
_ITEM = re.compile(r"(?:^|\s)(?:[-*•]|\d{1,2}[.)])\s+(.+?)(?=\s(?:[-*•]|\d{1,2}[.)])\s|$)")
_WORDS = 12
_SAME = 0.6  # the share of a hint's words that the question has anyway


def hint(question: str, about: Topic) -> str:
    """Return what the question points at besides the main thing; "" if nothing is known."""
    found = _hint(question, about)
    told = set(content(found))
    have = set(content(f"{question} {about.main}"))
    return "" if told and len(told & have) / len(told) >= _SAME else found


def _hint(question: str, about: Topic) -> str:
    if chosen := _ORDINAL.search(question):
        return _item(chosen[1].lower(), about)
    if CHOICE.search(question):
        return " and ".join(about.named[-2:])
    if _THERE.search(question):
        return _place(about)
    if _TIME.search(question):
        return about.part if about.titled else ""
    if _PAGE.search(question):
        return about.named[-1] if about.named else about.part
    if THIS.search(question) or THIS_ONE.search(question):
        return " ".join(about.told.split()[:_WORDS]).strip(" .,;:")
    if DEFINITE.search(question) or MORE.search(question):
        return about.named[-1] if about.named else ""
    return ""


def _item(ordinal: str, about: Topic) -> str:
    """Return the first, second or last of what the answer lists, or of what was asked about."""
    items = _ITEM.findall(about.told)
    if len(items) < 2:
        items = entities(f"x {about.told}")
    if len(items) < 2:
        items = about.named
    place = len(items) - 1 if ordinal == "last" else _PLACES[ordinal]
    return items[place].strip(" .;") if place < len(items) and len(items) > 1 else ""


def _place(about: Topic) -> str:
    """Return the place that was named last."""
    for text in (about.answer, about.question):
        for name in reversed(entities(text)):
            if _PLACE.search(text[: text.rfind(name)]):
                return name
    return ""
