"""What a vendor's protocol must tell a fake server: how requests are read and answers written."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .asked import Asked, Said
from .faults import Refused

Frame = tuple[str, int]  # the event as it is sent, and the tokens in it: none or one


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens of a whole prompt, of it read from a cache and written to one, and of the answer."""

    prompt: int
    cached: int
    written: int
    said: int


class Dialect(ABC):
    """A protocol; one instance a server, since it holds what the vendor's cache holds."""

    @abstractmethod
    def read(self, path: str, body: Mapping[str, Any]) -> Asked:
        """Read a request's body; raises `Refused` for what the vendor refuses too."""

    @abstractmethod
    def cached(self, asked: Asked) -> tuple[int, int]:
        """Return how many tokens of the prompt are in the cache, and how many go there now."""

    @abstractmethod
    def whole(self, asked: Asked, said: Said, counts: Counts) -> dict[str, Any]:
        """Write an answer in one piece."""

    @abstractmethod
    def frames(
        self, asked: Asked, said: Said, parts: Sequence[str], counts: Counts
    ) -> Iterator[Frame]:
        """Write an answer as a stream's events; `parts` are its tokens."""

    @abstractmethod
    def failure(self, refused: Refused) -> dict[str, Any]:
        """Write an error."""

    def failure_frame(self, refused: Refused) -> str:
        """Write an error that comes in the middle of a stream."""
        return f"data: {json.dumps(self.failure(refused))}\n\n"
