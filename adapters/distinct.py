"""Hits that say different things."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .terms import Hit

_GAPS = re.compile(r"[\W_]+")


def distinct(hits: Iterable[Hit], *, limit: int) -> list[Hit]:
    """Return the first `limit` hits, without those whose words are those of a hit before."""
    kept: dict[str, Hit] = {}
    for hit in hits:
        if len(kept) >= limit:
            break
        kept.setdefault(_GAPS.sub(" ", hit.passage.text).strip().casefold(), hit)
    return list(kept.values())
