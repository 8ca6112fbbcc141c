"""What a model is asked and what it says, whatever the protocol."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

_TOKEN = re.compile(r" ?[^\W_]{1,6}|\s|[^\w\s]|_")

Means = Literal["json_schema", "tools", "json"]
Finish = Literal["stop", "length", "tool", "refused", "filtered"]


@dataclass(frozen=True, slots=True)
class Form:
    """The form an answer is asked for: a JSON schema, a call of the tool `name`, or any JSON."""

    means: Means
    name: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class Asked:
    """One request: the text of its messages as (role, text), and the body as it came.

    `sent` counts the tokens that went out so far; `cached` those of the prompt that were read
    from a cache. No header is kept, so no key is.
    """

    path: str
    model: str
    messages: Sequence[tuple[str, str]]
    body: Mapping[str, Any]
    form: Form | None = None
    stream: bool = False
    max_tokens: int | None = None
    sent: int = 0
    cached: int = 0

    @property
    def prompt(self) -> str:
        """All messages, one after the other."""
        return "\n\n".join(text for _, text in self.messages)


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says: text, or the arguments of a tool as JSON with `finish` "tool"."""

    text: str
    finish: Finish = "stop"


Rule = Callable[[Asked], Said | str]


def pieces(text: str) -> list[str]:
    """Cut a text into what counts as tokens here: words by six letters, signs one by one."""
    return _TOKEN.findall(text)


def tokens(text: str) -> int:
    """Estimate the tokens of a prompt: four characters each."""
    return -(-len(text) // 4)
