"""How well the embedded answerer quotes and refuses, over the NQ passages.

Every question is searched for in the real store (hybrid, 40 hits, the first 8 kept) and answered
by the real answerer. Refusing is measured on the same questions once the passage that answers them
is dropped from the hits, together with every other passage that holds a right answer. The weights
were fitted to six tenths of the questions, chosen by hash: the figures are those of the other four.
A refusal is a miss for `nq_answer3`; `nq_cited` is about the answers that cite at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import nq
from benchmarks.common import arguments, percentile, report
from trivium import Passage
from trivium.adapters.base import Answerer, Embedder, Parts, Store
from trivium.adapters.load import load
from trivium.adapters.sentences import sentences
from trivium.adapters.terms import Ask, Query, Scope
from trivium.nodes.context import Context

_MARKER = re.compile(r" \[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its sentences without markers, what it cites, and how long it took."""

    sentences: list[str]
    cited: list[Passage]
    ms: float


def main() -> None:
    """Measure, print both parts, and write the figures of the one that was held out."""
    parser = arguments(__doc__)
    parser.add_argument("--questions", type=int, default=0, help="only the first so many")
    parser.add_argument("--keep", type=Path, help="keep the corpus in this folder for next time")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home.mkdir(parents=True, exist_ok=True)
        report(asyncio.run(_measure(given, home)), given.json)


async def _measure(given: Any, home: Path) -> dict[str, float]:
    parts = Parts(home=home)
    parts.embedder = embedder = load("embedders", "embedded").connect(parts)
    parts.store = store = load("stores", "embedded").connect(parts)
    answerer: Answerer = load("answerers", "embedded").connect(parts)
    asked = nq.questions(given.data)
    await nq.fill(store, embedder, asked, home)
    some = asked[: given.questions] if given.questions else asked
    results = [(one, *await _both(one, store, embedder, answerer)) for one in some]
    await store.close()
    fitted = _figures([result for result in results if result[0].trained_on])
    print("on the questions that the weights were fitted to:")
    report(fitted, None)
    print("on the others:")
    return _figures([result for result in results if not result[0].trained_on])


async def _both(
    one: nq.Asked, store: Store, embedder: Embedder, answerer: Answerer
) -> tuple[Said, Said]:
    """Answer a question with what was found, and without every passage that answers it."""
    knobs = Context()
    vector = await embedder.query(one.question)
    query = Query(text=one.question, vector=vector)
    hits = await store.search(query, Scope(), limit=knobs.search_limit)
    found = [hit.passage for hit in hits]
    rest = [p for p in found if p.id != one.gold.id and not one.answered_by(p.text)]
    return (
        await _said(answerer, one.question, found[: knobs.keep]),
        await _said(answerer, one.question, rest[: knobs.keep]),
    )


async def _said(answerer: Answerer, question: str, passages: Sequence[Passage]) -> Said:
    start = perf_counter()
    ask = Ask(question=question, passages=tuple(passages))
    text = "".join([piece async for piece in answerer.answer(ask) if isinstance(piece, str)])
    ms = (perf_counter() - start) * 1000
    cited = [passages[int(n) - 1] for n in dict.fromkeys(_MARKER.findall(text))]
    return Said(sentences(_MARKER.sub("", text)), cited, ms)


def _figures(results: Sequence[tuple[nq.Asked, Said, Said]]) -> dict[str, float]:
    kept = [(one, said) for one, said, _ in results if said.sentences]
    return {
        "nq_answer3": _share(
            [one.answered_by(" ".join(said.sentences[:3])) for one, said, _ in results]
        ),
        "nq_cited": _share([_cites(one, said) for one, said in kept]),
        "nq_cited_of_all": _share([_cites(one, said) for one, said, _ in results]),
        "nq_kept": len(kept) / len(results),
        "nq_refused": _share([not without.sentences for _, _, without in results]),
        "nq_sentences": sum(len(said.sentences) for _, said in kept) / len(kept),
        "nq_answer_ms_p50": percentile([said.ms for _, said, _ in results], 0.5),
    }


def _cites(one: nq.Asked, said: Said) -> bool:
    return any(one.answered_by(passage.text) for passage in said.cited)


def _share(holds: Sequence[bool]) -> float:
    return sum(holds) / len(holds)


if __name__ == "__main__":
    main()
