"""A first query made bad on purpose: a store that hears something else than what was asked."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from trivium.adapters._text import STOP
from trivium.adapters.base import Embedder, Store
from trivium.adapters.terms import Hit, Query, Scope

KINDS = ("vague", "misspelt", "elsewhere")  # and "slip": one word misspelt
_WORD = re.compile(r"[^\W_]+")
_VAGUE = ("thing", "something", "stuff", "one", "matter")
_SHORTEST = 4  # letters of a word that is misspelt


def spoil(question: str, kind: str, others: Sequence[str], seed: int) -> str:
    """Return the question without its telling words, with them misspelt, or another one."""
    dice = random.Random(f"{seed} {question}")
    if kind == "elsewhere":
        return dice.choice([other for other in others if other != question])
    if kind == "slip":
        longest = max(_WORD.findall(question), key=len)
        return question.replace(longest, misspelt(longest, dice), 1)
    change = _vague if kind == "vague" else misspelt
    return _WORD.sub(lambda word: change(word[0], dice), question)


def _vague(word: str, dice: random.Random) -> str:
    return word if word.casefold() in STOP else dice.choice(_VAGUE)


def misspelt(word: str, dice: random.Random) -> str:
    """Swap, drop or double a letter of a telling word, its first one never."""
    if word.casefold() in STOP or len(word) < _SHORTEST or word.isdigit():
        return word
    place = dice.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    swapped = before + after[0] + letter + after[1:]
    return dice.choice([swapped, before + after, before + letter * 2 + after])


class SpoiledStore:
    """Searches for `instead[text]` where `text` is asked, by words and by vector.

    Every other query, and everything else, is the store's own.
    """

    def __init__(self, store: Store, embedder: Embedder, instead: Mapping[str, str]) -> None:
        self._store, self._embedder, self._instead = store, embedder, instead
        self.first: dict[str, list[Hit]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def search(self, query: Query, scope: Scope, *, limit: int) -> list[Hit]:
        """Search for what the query was spoiled to; `first` keeps what that found."""
        bad = self._instead.get(query.text)
        if bad is None:
            return await self._store.search(query, scope, limit=limit)
        spoiled = replace(query, text=bad, vector=await self._embedder.query(bad))
        hits = await self._store.search(spoiled, scope, limit=limit)
        self.first.setdefault(query.text, hits)
        return hits
