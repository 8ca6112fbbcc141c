"""Hits that say different things."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ._text import runs, stem
from .terms import Hit

# Words that may come and go between two copies. None that limits what is said, as "only" does.
_SMALL = frozenset(
    """a an and are be been had has have is it its of that the these this those was were which
    who""".split()
)


def distinct(hits: Iterable[Hit], *, limit: int) -> list[Hit]:
    """Return the first `limit` hits, without those that say nothing new after a hit before.

    Such a one has the words of the other or a part of them, in the same order, but for articles
    and the like and for endings. One other number, name or "not" is enough to stay.
    """
    kept: list[Hit] = []
    known: list[str] = []
    for hit in hits:
        if len(kept) >= limit:
            break
        said = _said(hit.passage.text)
        if not any(said in other for other in known):
            kept.append(hit)
            known.append(said)
    return kept


@lru_cache(maxsize=1024)
def _said(text: str) -> str:
    words = runs(text.casefold())
    return f" {' '.join([stem(word) for word in words if word not in _SMALL])} "
