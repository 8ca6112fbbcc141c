"""What other packages add to Trivium: entry points of the groups `trivium.<family>`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import Any


def added(family: str) -> dict[str, Any]:
    """Return what is added to a family or to `routes`, by name; nothing is imported yet.

    Each value has `load()`, which returns a module or an object in it.
    """
    return {point.name: point for point in _points(f"trivium.{family}")}


@cache
def _points(group: str) -> tuple[Any, ...]:
    return tuple(entry_points(group=group))
