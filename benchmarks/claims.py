"""Claims made from the NQ passages: true ones quoted, reworded or joined, and false ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from benchmarks import alter
from benchmarks.common import rows
from benchmarks.nq import FILE
from trivium.adapters.sentences import sentences

_SHORTEST, _LONGEST = 40, 320  # characters of a sentence that is taken
_TRAINED_TENTHS = 6


@dataclass(frozen=True, slots=True)
class Made:
    """A claim of a kind, the passages it is to be held against, and whether they carry it."""

    claim: str
    kind: str
    evidence: tuple[str, ...]
    true: bool
    trained_on: bool


@lru_cache(maxsize=4)
def passages(data: Path) -> list[tuple[str, str]]:
    """Return title and text of the NQ passages, each once."""
    found = {row["passage"]: row["title"] for row in rows(data / FILE)}
    return [(title, text) for text, title in found.items()]


def made(data: Path, *, seed: int = 0, every: int = 1) -> Iterator[Made]:
    """Make one claim of each kind that a passage allows, against it and two others.

    Four passages of ten are for measuring and never trained on.
    """
    chance = random.Random(seed)
    known = passages(data)
    for index, (title, text) in enumerate(known):
        if index % every:
            continue
        others = [chance.choice(known) for _ in range(2)]
        evidence = [f"{head}\n{body}" for head, body in [(title, text), *others]]
        chance.shuffle(evidence)
        foreign = chance.choice(known)
        trained = int(sha256(text.encode()).hexdigest(), 16) % 10 < _TRAINED_TENTHS
        for kind, claim, true in _claims(title, text, foreign, chance):
            yield Made(claim, kind, tuple(evidence), true, trained)


def _claims(
    title: str, text: str, foreign: tuple[str, str], chance: random.Random
) -> Iterator[tuple[str, str, bool]]:
    usable = [s for s in sentences(text) if _SHORTEST <= len(s) <= _LONGEST and s[-1] in ".!?"]
    if not usable:
        return
    said = chance.choice(usable)
    yield "quoted", said, True
    for kind, change in alter.TRUE.items():
        changed = change(said, text, title, chance)
        if changed and changed != said:
            yield kind, changed, True
    joined = _joined(usable, chance)
    if joined:
        yield "joined", joined, True
    yield from _false(usable, title, text, foreign, chance)


def _joined(usable: Sequence[str], chance: random.Random) -> str:
    if len(usable) < 2:
        return ""
    first, second = sorted(chance.sample(range(len(usable)), 2))
    left, right = usable[first].rstrip(".!?"), usable[second]
    if not re.match(r"(?:The|A|An|It|He|She|They|In|This)\b", right):
        return f"{left}; {right}"
    link = chance.choice([", and ", ", while ", "; "])
    return f"{left}{link}{right[0].lower()}{right[1:]}"


def _false(
    usable: Sequence[str],
    title: str,
    text: str,
    foreign: tuple[str, str],
    chance: random.Random,
) -> Iterator[tuple[str, str, bool]]:
    for kind, change in alter.FALSE.items():
        said = chance.choice(usable)
        changed = change(said, text, foreign[1], chance)
        if not changed or changed in text:
            continue
        if chance.random() < 0.5:
            changed = alter.reworded(changed, text, title, chance) or changed
        yield kind, changed, False
    strange = [s for s in sentences(foreign[1]) if _SHORTEST <= len(s) <= _LONGEST]
    if strange and foreign[0] != title:
        yield "foreign", chance.choice(strange), False
