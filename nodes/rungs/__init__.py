"""Every module in this folder that defines RUNG is a rung of the ladder, by its file's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

from ...adapters.base import Services
from ..context import Context
from ..state import State, Update

Climb = Callable[[State, Services, Context], Awaitable[Update | None]]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Another way of finding evidence.

    `climb` prepares the next attempt and returns None when it has nothing new to offer; `go` is
    the step that follows it.
    """

    name: str
    why: str
    climb: Climb
    go: Literal["search", "gather"]


@cache
def default_rungs() -> Mapping[str, Rung]:
    """Collect them, by file name."""
    names = sorted(m.name for m in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").RUNG for name in names}
