"""What chat frontends ask for behind the scenes: a title, tags, follow-ups, from a conversation."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Literal

from .._text import STOP, plain

Chore = Literal["title", "tags", "follow_ups", "queries", "text", "emoji"]

_WORDS: dict[Chore, str] = {
    "text": r"autocompletions?|completions?",
    "queries": r"quer(?:y|ies)",
    "follow_ups": r"follow[-_ ]?ups?(?: questions| prompts)?",
    "tags": r"tags?",
    "emoji": r"emojis?",
    "title": r"titles?",
}
_ASKED = tuple(
    (chore, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for chore, words in _WORDS.items()
)
_ORDER = re.compile(
    r"\b(?:generate|create|write|provide|suggest|produce|give|return|determine|summari[sz]e)\b"
    r"[^.\n]{0,160}|autocompletion system",
    re.IGNORECASE,
)
_FORM = re.compile(r"\{\s*\\?\"(title|tags|follow_ups|queries|text|emoji)\\?\"\s*:")
_MARKED = re.compile(
    r"<(chat_history|conversation)>(.*?)</\1>",
    re.IGNORECASE | re.DOTALL,
)
_BEHIND = re.compile(
    r"\b(?:chat history|conversation|messages)[ \t]{0,9}:(.*)$", re.IGNORECASE | re.DOTALL
)
_SPEAKER = re.compile(
    r"^[^\w\n]{0,9}(user|human|assistant|ai|system)[^\w\n]{0,9}:", re.IGNORECASE | re.MULTILINE
)
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_TITLE_WORDS = 5
_TAGS = 3


def chore(prompt: str) -> str | None:
    """Do a frontend's chore in the form that the prompt asks for; None for anything else.

    Titles and tags are words of the conversation. There is no model here to think of follow-ups or
    completions, so these come back empty.
    """
    history = _history(prompt)
    order = _ORDER.search(prompt)
    if history is None or order is None:
        return None
    form = _FORM.search(prompt)
    named = [form[1]] if form else [c for c, words in _ASKED if words.search(order[0])]
    if not named:
        return None
    done = _done(named[0], history)
    if form:
        return json.dumps({named[0]: done}, ensure_ascii=False)
    return ", ".join(done) if isinstance(done, list) else done


def _done(named: str, history: str) -> str | list[str]:
    if named == "title":
        return _title(history)
    if named == "tags":
        counts = Counter(word.casefold() for word in _telling(history) if len(word) > 3)
        return [word.capitalize() for word, _ in counts.most_common(_TAGS)] or ["General"]
    if named == "emoji":
        return "💬"
    return "" if named == "text" else []


def _title(history: str) -> str:
    first = next((said for said in _said(history) if _telling(said)), "")
    words = _telling(first)[:_TITLE_WORDS]
    title = " ".join(words) or "Conversation"
    return title[:1].upper() + title[1:]


def _history(prompt: str) -> str | None:
    found = _MARKED.search(prompt) or _BEHIND.search(prompt)
    if found:
        return str(found.groups()[-1])
    turn = _SPEAKER.search(prompt)
    return prompt[turn.start() :] if turn else None


def _said(history: str) -> list[str]:
    """Return what the user said, turn by turn; everything where no speaker is named."""
    turns = list(_SPEAKER.finditer(history))
    ends = [turn.start() for turn in turns[1:]] + [len(history)]
    return [
        history[turn.end() : end].strip()
        for turn, end in zip(turns, ends, strict=False)
        if turn[1].casefold() in ("user", "human")
    ] or [history]


def _telling(text: str) -> list[str]:
    words = _WORD.findall(_SPEAKER.sub(" ", plain(text)))
    return [word for word in words if word.casefold() not in STOP and len(word) > 1]
