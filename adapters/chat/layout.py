"""How documents stand in a prompt: delimited, numbered, and in an order that can be cached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import meter
from ..terms import Ask, Passage, digest

_HEADING_CHARACTERS = 200
_TAGS = tuple(f"<{end}{tag}" for tag in ("document", "question", "passage") for end in ("", "/"))


@dataclass(frozen=True, slots=True)
class Layout:
    """The documents as text; `numbers` are the ask's markers in the order of the prompt's."""

    text: str
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, ask: Ask) -> Layout:
        """Lay out what was given: everything in a fixed order, what was found best at the ends.

        Everything comes in the order of ids and places, whatever was asked, so that the next
        question begins with the same bytes. What lies in the middle is read least; passages that
        follow each other in a document stay together.
        """
        order = _stable(ask.passages) if ask.index_version else _ends(ask.passages)
        text = documents([ask.passages[index] for index in order])
        return cls(text, tuple(index + 1 for index in order))


def documents(passages: Sequence[Passage]) -> str:
    """Number and delimit passages in the given order."""
    shown = [_shown(number, passage) for number, passage in enumerate(passages, 1)]
    return sendable("\n".join(["<documents>", *shown, "</documents>"]))


def collection(ask: Ask) -> str:
    """Name whom a prompt is for: prompts of two scopes share not even their beginning."""
    return digest(ask.scope.key)[:16]


def prefix_key(ask: Ask) -> str:
    """Name the beginning that prompts share: one scope, in one state of its documents."""
    return meter.prefix_key(ask.scope, ask.index_version)


def sendable(text: str) -> str:
    """Make a text one that can be sent: without half characters and zero bytes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _stable(passages: Sequence[Passage]) -> list[int]:
    places = [(p.document_id, p.ordinal, p.start, p.id) for p in passages]
    return sorted(range(len(passages)), key=places.__getitem__)


def _ends(passages: Sequence[Passage]) -> list[int]:
    """Put the best first, the second best last, and so on towards the middle."""
    runs = _runs(passages)
    return [place for run in (*runs[::2], *reversed(runs[1::2])) for place in run]


def _runs(passages: Sequence[Passage]) -> list[list[int]]:
    """Return the places of passages, those together that follow each other in a document."""
    runs: list[list[int]] = []
    for place, passage in enumerate(passages):
        before = passages[place - 1]
        follows = (before.document_id, before.ordinal + 1) == (passage.document_id, passage.ordinal)
        if place and follows:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _shown(number: int, passage: Passage) -> str:
    heading = " ".join(passage.heading[:_HEADING_CHARACTERS].split())
    title = f' title="{within(heading).replace(chr(34), chr(39))}"' if heading else ""
    return f'<document number="{number}"{title}>\n{within(passage.text)}\n</document>'


def within(text: str) -> str:
    """Keep a document from ending itself, or from beginning another."""
    for tag in _TAGS:
        text = text.replace(tag, f"&lt;{tag[1:]}")
    return text


def size(messages: Sequence[Mapping[str, Any]]) -> int:
    """Count the characters of messages."""
    parts = (message["content"] for message in messages)
    return sum(len(p) if isinstance(p, str) else sum(len(b["text"]) for b in p) for p in parts)


def sendable_messages(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return messages that any provider's encoding takes."""
    return [{**message, "content": _sent(message["content"])} for message in messages]


def _sent(content: Any) -> Any:
    if isinstance(content, str):
        return sendable(content)
    return [{**block, "text": sendable(block["text"])} for block in content]
