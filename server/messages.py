"""From OpenAI's messages to a question and the conversation before it."""

from __future__ import annotations

from typing import Literal

from ..adapters.terms import Turn
from .errors import BadRequest
from .openai_shapes import Message

_ROLES: dict[str, Literal["user", "assistant", "system"]] = {
    "user": "user",
    "assistant": "assistant",
    "system": "system",
    "developer": "system",
}


def question_in(messages: list[Message]) -> str:
    """Return the last message, which must be the user's and not empty. Raises `BadRequest`.

    Of a question that a frontend has put behind the text of a file only the question counts.
    """
    if not messages:
        raise BadRequest("`messages` is empty: send at least one message of the user.", "messages")
    last = len(messages) - 1
    if messages[last].role != "user":
        raise BadRequest(
            f"The last message is of the role {messages[last].role!r}: the last one is the "
            "question, so its role must be 'user'.",
            f"messages[{last}].role",
        )
    _, question = _apart(text_of(messages[last], last))
    if not question.strip():
        raise BadRequest("The question is empty: ask something.", f"messages[{last}].content")
    return question


def turns_before(messages: list[Message]) -> list[Turn]:
    """Return what was said before the question; what tools said is left out."""
    said = [(m.role, text_of(m, n)) for n, m in enumerate(messages[:-1]) if m.role in _ROLES]
    attached, _ = _apart(text_of(messages[-1], len(messages) - 1))
    said.append(("system", attached))
    return [Turn(role=_ROLES[role], content=text) for role, text in said if text]


def text_of(message: Message, index: int) -> str:
    """Return a message's text. Raises `BadRequest` for a part that is none."""
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    texts: list[str] = []
    for number, part in enumerate(message.content):
        if part.text is None:
            raise BadRequest(
                f"A part of type {part.type[:40]!r} cannot be read: Trivium reads text; add "
                "files under /v1/documents.",
                f"messages[{index}].content[{number}]",
            )
        texts.append(part.text)
    return "\n".join(texts)


def _apart(text: str) -> tuple[str, str]:
    """Part what Open WebUI puts in front of a question, instructions and a file's text, from it.

    It can put the same into the message of the system instead.
    """
    before, end, behind = text.rpartition("</context>")
    if "<context>" not in before or not text.lstrip().startswith("### Task:"):
        return "", text
    again, _, last = behind.rpartition("</user_query>")
    question = last.strip() or again.replace("<user_query>", "").strip()
    return (before + end, question) if question else ("", text)
