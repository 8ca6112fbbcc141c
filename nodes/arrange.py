"""Which of the hits are kept, where the best by themselves are not the best together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..adapters._text import content
from ..adapters.terms import Hit

_NEWEST = re.compile(
    r"\b(?:latest|newest|(?:most|more) recent(?:ly)?|current(?:ly)?|now(?:adays)?|today|at present"
    r"|up[- ]to[- ]date|these days|in force|still)\b",
    re.IGNORECASE,
)
# From this share of common words on, two passages of different documents are taken for two
# versions of one text: a policy of last year and of this year share about three quarters.
_SAME = 0.5


def asks_newest(question: str) -> bool:
    """Say whether the question wants how things are now."""
    return bool(_NEWEST.search(question))


def versions(hits: Sequence[Hit]) -> list[list[int]]:
    """Return the places of hits that are versions of one text, for each text that has several."""
    words = [frozenset(content(hit.passage.text)) for hit in hits]
    groups: list[list[int]] = []
    for place, mine in enumerate(words):
        for group in groups:
            first = words[group[0]]
            if len(mine & first) > _SAME * len(mine | first):
                group.append(place)
                break
        else:
            groups.append([place])
    several = [group for group in groups if len(group) > 1]
    return [g for g in several if len({hits[i].passage.document_id for i in g}) > 1]


def newest_first(
    hits: Sequence[Hit], groups: Sequence[Sequence[int]], updated: Mapping[str, float]
) -> list[Hit]:
    """Put the versions of a text into each other's places, those last updated first."""
    arranged = list(hits)
    for group in groups:
        order = sorted(group, key=lambda place: -updated.get(hits[place].passage.document_id, 0.0))
        for place, taken in zip(group, order, strict=True):
            arranged[place] = hits[taken]
    return arranged


def spread(hits: Sequence[Hit], *, limit: int) -> list[Hit]:
    """Return the first `limit` hits, no more than half of them of one document if others wait."""
    kept: list[Hit] = []
    waiting: list[Hit] = []
    counts: dict[str, int] = {}
    for hit in hits:
        name = hit.passage.document_id
        counts[name] = counts.get(name, 0) + 1
        (kept if counts[name] <= (limit + 1) // 2 else waiting).append(hit)
    return [*kept, *waiting][:limit]
