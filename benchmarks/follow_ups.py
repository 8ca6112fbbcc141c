"""How near a follow-up made to stand alone comes to the one that a person wrote.

CANARD: the history is the title of a page, the heading under it, then questions and answers in
turn; all of it is given to the embedded rewriter as a conversation. The rules were made looking at
the first third of the file; the figures are over the other two thirds, and what all of it gives is
printed. `mtrag_cosine` is over MTRAG's human conversations, of which the data holds the asker's
turns alone. The cosine is that of the shipped encoder.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any, Literal

from benchmarks.common import arguments, percentile, report, rows
from trivium.adapters.base import Embedder, Parts, Rewriter
from trivium.adapters.load import load
from trivium.adapters.terms import Turn

CANARD, MTRAG = "canard_dev.jsonl.gz", "mtrag_human_queries.jsonl.gz"
_SEEN_SHARE = 3  # one part of so many was looked at while the rules were made
_SPEAKER = re.compile(r"^\|user\|:\s*", re.MULTILINE)
Row = dict[str, Any]


def main() -> None:
    """Measure, print the baselines beside, and write the figures."""
    given = arguments(__doc__).parse_args()
    report(asyncio.run(_measure(given.data)), given.json)


async def _measure(data: Path) -> dict[str, float]:
    parts = Parts(home=Path())
    embedder: Embedder = load("embedders", "embedded").connect(parts)
    rewriter: Rewriter = load("rewriters", "embedded").connect(parts)
    told = list(rows(data / CANARD))
    seen = len(told) // _SEEN_SHARE
    ours, ms = [], []
    for row in told:
        start = process_time()
        ours.append(await rewriter.condense(row["question"], history(row)))
        ms.append((process_time() - start) * 1000)
    human = [row["rewrite"] for row in told]
    near = await cosines(embedder, ours, human)
    same = [unigram_f1(*pair) for pair in zip(ours, human, strict=True)]
    await _baselines(embedder, told, human, seen)
    print(
        f"the {seen} rows looked at: f1 {_mean(same[:seen]):.3f}, cosine {_mean(near[:seen]):.3f}"
    )
    print(f"all {len(told)} rows: f1 {_mean(same):.3f}, cosine {_mean(near):.3f}")
    return {
        "canard_f1": _mean(same[seen:]),
        "canard_cosine": _mean(near[seen:]),
        "canard_ms_p50": percentile(ms, 0.5),
        "canard_ms_p99": percentile(ms, 0.99),
        **await _mtrag(data, embedder, rewriter),
    }


async def _baselines(
    embedder: Embedder, told: Sequence[Row], human: Sequence[str], seen: int
) -> None:
    ways: dict[str, Callable[[Row], str]] = {
        "the last turn alone": lambda row: str(row["question"]),
        "title, heading and last turn": lambda row: " ".join(
            [*row["history"][:2], row["question"]]
        ),
    }
    for name, way in ways.items():
        texts = [way(row) for row in told[seen:]]
        same = _mean([unigram_f1(*pair) for pair in zip(texts, human[seen:], strict=True)])
        near = _mean(await cosines(embedder, texts, human[seen:]))
        print(f"{name}: f1 {same:.3f}, cosine {near:.3f}")


async def _mtrag(data: Path, embedder: Embedder, rewriter: Rewriter) -> dict[str, float]:
    forms: dict[str, dict[str, str]] = {}
    for row in rows(data / MTRAG):
        forms.setdefault(row["_id"], {})[row["form"]] = row["text"]
    ours, last, human = [], [], []
    for form in forms.values():
        *before, question = _SPEAKER.sub("\0", form["questions"]).strip("\0\n").split("\0")
        turns = [Turn(role="user", content=text.strip()) for text in before]
        ours.append(await rewriter.condense(question.strip(), turns))
        last.append(question.strip())
        human.append(_SPEAKER.sub("", form["rewrite"]))
    alone = _mean(await cosines(embedder, last, human))
    print(f"MTRAG, the last turn alone: cosine {alone:.3f}")
    return {"mtrag_cosine": _mean(await cosines(embedder, ours, human))}


def history(row: Row) -> list[Turn]:
    """Return a CANARD row's history as turns: title, heading, then question and answer in turn."""
    roles: tuple[Literal["user"], Literal["assistant"]] = ("user", "assistant")
    said = enumerate(row["history"])
    return [Turn(role=roles[place % 2], content=text) for place, text in said]


def unigram_f1(ours: str, theirs: str) -> float:
    """Return the harmonic mean of the shares of words, in lower case, that both have."""
    left, right = (Counter(re.findall(r"\w+", text.lower())) for text in (ours, theirs))
    both = sum((left & right).values())
    return 2 * both / (left.total() + right.total()) if both else 0.0


async def cosines(embedder: Embedder, ours: Sequence[str], theirs: Sequence[str]) -> list[float]:
    """Return the cosine of each pair; vectors have length 1."""
    return [
        float(await embedder.query(left) @ await embedder.query(right))
        for left, right in zip(ours, theirs, strict=True)
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
