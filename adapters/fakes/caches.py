"""How much of a prompt a server has read before, counted as OpenAI and as Anthropic do."""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from collections.abc import Sequence
from time import monotonic

from .asked import tokens

LEAST_TOKENS = 1024
_STEP_TOKENS = 128
_PROMPTS = 32
_KEYS = 256


class PrefixCache:
    """Any prefix of an earlier prompt of the same key counts, from 1024 tokens in steps of 128."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, deque[str]] = OrderedDict()

    def read(self, key: str, prompt: str) -> int:
        """Return the tokens that an earlier prompt began with too, and remember this one."""
        if tokens(prompt) < LEAST_TOKENS:
            return 0
        seen = self._seen.setdefault(key, deque(maxlen=_PROMPTS))
        self._seen.move_to_end(key)
        if len(self._seen) > _KEYS:
            self._seen.popitem(last=False)
        same = max((shared(prompt, earlier) for earlier in seen), default=0) // 4
        seen.append(prompt)
        return same - same % _STEP_TOKENS if same >= LEAST_TOKENS else 0


class MarkedCache:
    """Only prefixes that end with a marked block are kept, for `kept_s` seconds since last read."""

    def __init__(self, *, kept_s: float = 300.0) -> None:
        self._kept_s = kept_s
        self._read_at: dict[str, float] = {}

    def read(self, blocks: Sequence[tuple[str, bool]]) -> tuple[int, int]:
        """Return the tokens read from the cache and those written to it.

        `blocks` are the prompt's texts in order, and whether each is marked.
        """
        known = written = length = 0
        prefix, now = hashlib.sha256(), monotonic()
        for text, marked in blocks:
            prefix.update(text.encode() + b"\0")
            length += len(text)
            key, size = prefix.hexdigest(), length // 4
            if size < LEAST_TOKENS:
                continue
            if self._read_at.get(key, -self._kept_s) > now - self._kept_s:
                known, written, self._read_at[key] = size, max(written, size), now
            elif marked:
                written, self._read_at[key] = size, now
        return known, written - known


def shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
