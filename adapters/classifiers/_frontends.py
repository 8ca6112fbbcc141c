"""Recognise what chat frontends ask for themselves: titles, tags, follow-ups, completions."""

from __future__ import annotations

import re

# A frontend's prompt says what it wants at its start or at its end, around the conversation.
_HEAD, _TAIL = 2000, 1000

_TASK = re.compile(r"^\s*###\s*task\s*:", re.IGNORECASE)
_HISTORY = re.compile(
    r"###\s*chat history|<chat_history>|</?conversation>|chat history:|messages:|user:",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"""\b(?:generate|create|write|provide|suggest|produce|give|return)\b[^.\n]{0,80}?
        \b(?:titles?|tags?|follow-?ups?|follow[ ]up[ ](?:questions|prompts)|emojis?|autocompletions?
        |completions?|search[ ]quer(?:y|ies))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ALONE = re.compile(
    r"""autocompletion[ ]system
      |\btitle\b[^.\n]{0,60}\b(?:for|of|based[ ]on)\b[^.\n]{0,40}\b(?:chat|conversation|dialogue)\b
      |\b(?:generate|write)\b[^.\n]{0,40}\btitle\b[^.\n]{0,60}\b(?:user'?s[ ])?first[ ]message
      |determine[ ]the[ ]necessity[ ]of[ ]generating[ ]search[ ]queries""",
    re.VERBOSE | re.IGNORECASE,
)


def frontend_task(prompt: str) -> bool:
    """Say whether this is a frontend's own call and not somebody's question."""
    edges = prompt if len(prompt) <= _HEAD + _TAIL else f"{prompt[:_HEAD]}\n{prompt[-_TAIL:]}"
    if _ALONE.search(edges):
        return True
    wanted = _WANTED.search(edges) is not None
    return wanted and (_TASK.match(edges) is not None or _HISTORY.search(edges) is not None)
