"""NQ as the benchmarks ask it: 2,655 passages in a real store, and what counts as an answer."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.common import rows
from trivium import Document, Passage
from trivium.adapters.base import Embedder, Store
from trivium.adapters.terms import digest

FILE = "nq_open_oracle.jsonl.gz"
_BATCH = 256
_TRAINED_TENTHS = 6
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its right answers, normalised, and the passage that holds one."""

    question: str
    answers: tuple[str, ...]
    gold: Passage

    @property
    def trained_on(self) -> bool:
        """True for the six tenths of the questions that weights may be fitted to."""
        return int(sha256(self.question.encode()).hexdigest(), 16) % 10 < _TRAINED_TENTHS

    def answered_by(self, text: str) -> bool:
        """Say whether a right answer stands in the text, word for word once normalised."""
        there = f" {normalised(text)} "
        return any(f" {answer} " in there for answer in self.answers)


def normalised(text: str) -> str:
    """Lower the case, drop punctuation and articles: how open question answering is scored."""
    return " ".join(re.sub(r"\b(?:a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())


def questions(data: Path) -> list[Asked]:
    """Read the questions; equal passages are one."""
    found = []
    for row in rows(data / FILE):
        text, title = row["passage"], row["title"]
        name = digest(f"{title}\n{text}")
        gold = Passage(
            id=f"{name}/0",
            document_id=name,
            version=digest(text),
            ordinal=0,
            start=0,
            end=len(text),
            text=text,
            title=title,
        )
        answers = (normalised(answer) for answer in row["answers"])
        found.append(Asked(row["question"], tuple(a for a in answers if a), gold))
    return found


async def fill(store: Store, embedder: Embedder, asked: Sequence[Asked], home: Path) -> None:
    """Put the passages and their vectors into the store of `home`, unless they are there."""
    done = home / "complete"
    if done.exists():
        return
    passages = list({one.gold.id: one.gold for one in asked}.values())
    for passage in passages:
        document = Document(
            id=passage.document_id,
            title=passage.title,
            source=passage.document_id,
            version=passage.version,
        )
        await store.put(document, passage.text, [passage])
    for start in range(0, len(passages), _BATCH):
        vectors = await embedder.passages(passages[start : start + _BATCH])
        await store.attach(vectors, origin=embedder.name)
    done.touch()
