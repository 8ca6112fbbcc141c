"""What providers told of their tokens and caches, kept in the home for the next estimate."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from .terms import Scope, Usage, digest

FILE = "meter.json"
_CHARACTERS = 4.0  # a token, as most English tokenizers come to
_LEAST_CHARACTERS, _MOST_CHARACTERS = 0.5, 8.0
_WRITTEN = 200.0  # tokens of an answer
# A first guess weighs as much as so many tokens read, or answers written.
_GUESS_TOKENS, _GUESS_ANSWERS = 100.0, 1.0
# What was told counts half once so many tokens, or answers, came after it.
_HALF_TOKENS, _HALF_ANSWERS = 200_000.0, 200.0
_PREFIXES = 512
_PAUSE_S = 5.0  # between two times that questions save it
# A prompt of less than this share of the longest one of its prefix began with other documents.
_SAME = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a model told: characters in tokens, and tokens in answers. `at` is unix seconds."""

    characters: float = _CHARACTERS * _GUESS_TOKENS
    tokens: float = _GUESS_TOKENS
    written: float = _WRITTEN * _GUESS_ANSWERS
    answers: float = _GUESS_ANSWERS
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """A prompt's beginning that the next one has too, as one model's provider keeps it.

    `tokens` is the longest prompt's. `asked` counts the questions that came while it should have
    been in the cache, and of the `read` tokens of theirs `cached` came from there.
    """

    tokens: int = 0
    asked: int = 0
    read: int = 0
    cached: int = 0
    at: float = 0.0

    @property
    def hit_rate(self) -> float | None:
        """The share that came from the cache when it could; None before there was a chance."""
        return self.cached / self.read if self.read else None

    @property
    def expected(self) -> float | None:
        """The share to expect of a warm one; None before there was a chance.

        A full hit is added: one miss may be chance, such as two questions at the same time.
        """
        if not self.read:
            return None
        return (self.cached + self.tokens) / (self.read + self.tokens)


_Row = TypeVar("_Row", Rates, Prefix)


def prefix_key(scope: Scope, version: str) -> str:
    """Name the beginning that prompts share: one scope, in one state of its documents."""
    return digest(f"{scope.key} {version}")[:16]


class Meter:
    """Running ratios by model, and the state of cached prefixes; without a file in memory only."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = asyncio.Lock()
        self._changed, self._saved = False, -_PAUSE_S
        self._models, self._prefixes = _read(file)

    def characters(self, model: str) -> float:
        """Return how many characters a token of this model has."""
        rates = self._models.get(model, Rates())
        return min(max(rates.characters / rates.tokens, _LEAST_CHARACTERS), _MOST_CHARACTERS)

    def scale(self, model: str) -> float:
        """Return how many of the model's own tokens an estimated one is."""
        return _CHARACTERS / self.characters(model)

    def written(self, model: str) -> float:
        """Return how many tokens an answer of this model has."""
        rates = self._models.get(model, Rates())
        return rates.written / rates.answers

    def prefix(self, model: str, key: str) -> Prefix | None:
        """Return what is known of a prefix, if it was ever sent to this model."""
        return self._prefixes.get(f"{model} {key}")

    def told(self, model: str, *, characters: int, tokens: int, at: float) -> None:
        """Learn from the provider's own count of a prompt."""
        now = self._models.get(model, Rates())
        keep = 0.5 ** (tokens / _HALF_TOKENS)
        self._models[model] = replace(
            now,
            characters=now.characters * keep + characters,
            tokens=now.tokens * keep + tokens,
            at=at,
        )
        self._changed = True

    def wrote(self, model: str, tokens: int, *, at: float) -> None:
        """Learn from the provider's own count of an answer."""
        now, keep = self._models.get(model, Rates()), 0.5 ** (1 / _HALF_ANSWERS)
        self._models[model] = replace(
            now, written=now.written * keep + tokens, answers=now.answers * keep + 1, at=at
        )
        self._changed = True

    def touch(self, model: str, key: str, tokens: int, *, at: float) -> None:
        """Note that a provider has begun to answer a prompt of about so many tokens."""
        name = f"{model} {key}"
        now = self._prefixes.get(name, Prefix())
        self._prefixes[name] = replace(now, tokens=now.tokens or tokens, at=at)
        self._changed = True

    def read(self, model: str, key: str, usage: Usage, *, warm: bool, at: float) -> None:
        """Note a prompt with this prefix; `warm` says that the cache should have had it.

        What the provider does not tell of its cache is not learnt from.
        """
        name = f"{model} {key}"
        now = self._prefixes.get(name, Prefix())
        if usage.tokens_in > now.tokens / _SAME:
            now = Prefix(tokens=usage.tokens_in)
        elif usage.tokens_in >= now.tokens * _SAME and warm and usage.tells_cache:
            now = replace(
                now,
                asked=now.asked + 1,
                read=now.read + usage.tokens_in,
                cached=now.cached + usage.cached_tokens,
            )
        self._prefixes[name] = replace(now, at=at)
        self._changed = True

    async def keep(self) -> None:
        """Save what changed, unless that was done a moment ago."""
        if monotonic() - self._saved > _PAUSE_S:
            await self.save()

    async def save(self) -> None:
        """Write what changed, beside what other processes wrote; a full disk costs no answer."""
        if self._file is None or not self._changed:
            return
        self._saved = monotonic()
        async with self._lock:
            self._changed = False
            with suppress(OSError):
                await asyncio.to_thread(self._write, self._file)

    def _write(self, file: Path) -> None:
        models, prefixes = _read(file)
        self._models, prefixes = _newest(models, self._models), _newest(prefixes, self._prefixes)
        last = sorted(prefixes, key=lambda name: prefixes[name].at)[-_PREFIXES:]
        self._prefixes = {name: prefixes[name] for name in last}
        text = json.dumps({"models": _rows(self._models), "prefixes": _rows(self._prefixes)})
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)


def _newest(theirs: Mapping[str, _Row], ours: Mapping[str, _Row]) -> dict[str, _Row]:
    kept = {name: row for name, row in theirs.items() if name in ours and row.at > ours[name].at}
    return {**theirs, **ours, **kept}


def _read(file: Path | None) -> tuple[dict[str, Rates], dict[str, Prefix]]:
    """Read the file; one that is not there, or is none, holds nothing yet."""
    try:
        rows: Any = json.loads(file.read_text(encoding="utf-8")) if file else {}
        return (
            {name: _row(Rates, row) for name, row in rows.get("models", {}).items()},
            {name: _row(Prefix, row) for name, row in rows.get("prefixes", {}).items()},
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return {}, {}


def _rows(rows: Mapping[str, _Row]) -> dict[str, Any]:
    return {name: asdict(row) for name, row in rows.items()}


def _row(kind: type[_Row], row: Mapping[str, Any]) -> _Row:
    return kind(**{field.name: row[field.name] for field in fields(kind) if field.name in row})
