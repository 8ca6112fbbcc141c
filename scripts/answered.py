"""What language models answered over LaRA's long documents, held against the passages asked about.

Whether an answer is right is told by the gold one: its words are in the answer, or other numbers or
none of its words. What leaves that open is left out. The labels are rough; the wording is real.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Any

from benchmarks.common import rows
from trivium.adapters._text import content, plain
from trivium.adapters._values import values
from trivium.adapters.sentences import sentences

_WORDS, _STEP = 160, 130  # of a passage, and from one to the next
_PASSAGES = 3
_HELD = 0.75  # of the gold answer's words that the passages must hold
_SAID = 0.8  # of its new words that a right answer says
_EACH = 2  # answers a question
_LENGTHS, _GOLD = range(40, 300), 160  # characters of an answer, and of a gold one at most
_DENIAL = re.compile(r"\b(?:not|no|n't|cannot|unable|apologize)\b")


@dataclass(frozen=True)
class Answer:
    """One sentence that a model answered with, its evidence, and whether it is right."""

    claim: str
    evidence: tuple[str, ...]
    right: bool


def answers(data: Path) -> Iterator[Answer]:
    """Return the answers whose rightness can be told."""
    folder = data / "lara"
    texts = {(d["length"], d["file"]): d["text"] for d in rows(folder / "documents.jsonl.gz")}
    for row in rows(folder / "questions.jsonl.gz"):
        key = row["length"], row["file"]
        if row["task"] == "location" and key in texts and len(row["answer"]) <= _GOLD:
            yield from _of_question(row, texts[key])


def _of_question(row: dict[str, Any], text: str) -> Iterator[Answer]:
    gold = plain(row["answer"])
    evidence = _evidence(text, {*content(row["question"]), *content(gold)})
    wanted, held = set(content(gold)), set(content(" ".join(evidence)))
    if not wanted or len(wanted & held) < _HELD * len(wanted):
        return
    found = 0
    for said in dict.fromkeys(_said(row["predictions"])):
        right = _right(said, gold, row["question"])
        if right is not None and found < _EACH:
            found += 1
            yield Answer(said, evidence, right)


def _said(predictions: dict[str, dict[str, Any]]) -> Iterator[str]:
    for by_kind in predictions.values():
        for kind in ("long_context", "retrieval"):
            said = plain(str(by_kind.get(kind) or ""))
            usable = len(said) in _LENGTHS and not _DENIAL.search(said)
            if usable and len(sentences(said)) == 1:
                yield said


def _right(said: str, gold: str, question: str) -> bool | None:
    new = set(content(gold)) - set(content(question))
    share = len(new & set(content(said))) / len(new) if new else 0.5
    wanted, given = values(gold), values(said)
    lost = wanted.beyond(given)
    if share >= _SAID and not lost:
        return True
    if lost and given.beyond(values(f"{gold} {question}")):
        return False
    return False if share == 0.0 and not wanted.numbers and len(new) <= 4 else None


def _evidence(text: str, asked: set[str]) -> tuple[str, ...]:
    pieces, common = _pieces(text)
    scores = [sum(log(len(pieces) / common[word]) for word in asked & stems) for _, stems in pieces]
    best = sorted(range(len(pieces)), key=lambda n: -scores[n])[:_PASSAGES]
    return tuple(pieces[n][0] for n in best)


@lru_cache(maxsize=4)
def _pieces(text: str) -> tuple[Sequence[tuple[str, set[str]]], Counter[str]]:
    found = list(re.finditer(r"\S+", text))
    cut: list[tuple[str, set[str]]] = []
    for first in range(0, len(found), _STEP):
        last = found[min(first + _WORDS, len(found)) - 1]
        piece = text[found[first].start() : last.end()]
        cut.append((piece, set(content(piece))))
    return cut, Counter(word for _, stems in cut for word in stems)
