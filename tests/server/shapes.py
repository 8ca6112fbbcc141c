"""Compares JSON with recorded shapes, and the order of a stream's parts with a recorded order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PLAIN: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


@dataclass(frozen=True)
class Record:
    """Shapes by name, what has to be there though it may be null, and what may be there besides."""

    shapes: dict[str, dict[str, str]]
    order: dict[str, str] = field(default_factory=dict[str, str])
    there: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    beyond: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @classmethod
    def read(cls, file: Path) -> Record:
        """Read a file in the notation that openai_shape.toml explains."""
        return cls(**tomllib.loads(file.read_text("utf-8")))

    def differences(self, value: Any, kind: str, at: str) -> list[str]:
        """Return a sentence for each place where a value is not of this kind."""
        found = [list(self._one(value, each, at)) for each in _alternatives(kind)]
        # Of a union the alternative that comes nearest says most.
        return min(found, key=lambda told: (len(told), not _deeper(told, at)))

    def out_of_order(self, kinds: Sequence[str], name: str, at: str) -> list[str]:
        """Return a sentence if the kinds of a stream's parts do not come as recorded."""
        told = "".join(f"{kind} " for kind in kinds)
        if re.fullmatch(self.order[name], told):
            return []
        return [f"{at}: the order is {told.strip()!r}"]

    def _one(self, value: Any, kind: str, at: str) -> Iterator[str]:
        if kind == "any":
            return
        if kind in self.shapes:
            yield from self._object(value, kind, at)
        elif kind.startswith(("[", "{")):
            yield from self._inside(value, kind, at)
        elif kind.startswith("'"):
            if value != kind[1:-1]:
                yield f"{at} is {value!r} and not {kind}"
        # To Python a boolean is an integer too.
        elif isinstance(value, bool) != (kind == "boolean") or not isinstance(value, _PLAIN[kind]):
            yield f"{at} is {value!r} and not of the type {kind}"

    def _object(self, value: Any, kind: str, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at} is {value!r} and not a {kind}"
            return
        shape = self.shapes[kind]
        known = {name.removesuffix("?"): words for name, words in shape.items()}
        needed = [name for name in shape if not name.endswith("?")] + self.there.get(kind, [])
        yield from (f"{at}.{name} is missing" for name in needed if name not in value)
        for name, each in value.items():
            if name in known:
                yield from self.differences(each, known[name], f"{at}.{name}")
            elif name not in self.beyond.get(kind, []):
                yield f"{at}.{name} is not in {kind}"

    def _inside(self, value: Any, kind: str, at: str) -> Iterator[str]:
        wanted = list if kind[0] == "[" else dict
        if not isinstance(value, wanted):
            yield f"{at} is {value!r} and not a {wanted.__name__}"
            return
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        for name, each in rows:
            yield from self.differences(each, kind[1:-1], f"{at}[{name}]")


def _alternatives(kind: str) -> list[str]:
    """Split a union, but not inside of lists and objects."""
    return re.findall(r"'[^']*'|\[.*?\]|\{.*?\}|[^ |]+", kind)


def _deeper(told: Sequence[str], at: str) -> bool:
    return bool(told) and told[0].startswith((f"{at}.", f"{at}["))
