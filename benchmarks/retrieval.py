"""How well a search finds: by words, vectors, both, several queries fused, and read again.

NQ: 2,655 questions and the passages that answer them, as one corpus; recall is the share of
questions whose own passage is among the first five. Cranfield: 225 queries over 1,400 abstracts,
nDCG with the published grades as gains. WiCE: claims, and the pieces of five sentences of the cited
web pages, of which those with a supporting sentence are to be found. LaRA: questions for a fact in
one long document, of which the passage is to be found where it stands. What the search and the
reranker weigh was chosen with an eye on all four; docs/retrieval.md says what was chosen on what.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from benchmarks import weaviate_servers
from benchmarks.common import arguments, report
from benchmarks.judged import TASKS, Asked, Task
from trivium.adapters.base import Embedder, Parts, Store
from trivium.adapters.embedders import embedded as embedders
from trivium.adapters.rerankers import embedded as rerankers
from trivium.adapters.rewriters import embedded as rewriters
from trivium.adapters.stores import embedded as stores
from trivium.adapters.terms import Embedded, Hit, Passage, Query, Scope
from trivium.nodes.context import Context
from trivium.nodes.search import fused

_OWNER = Scope.owner()
_PATIENT_S = 30.0  # for Weaviate: it is quality that is measured, on whatever else runs here
_COMPARED = ("nq", "cranfield")  # in the figure that holds both stores side by side
# The last is what a question gets with everything on; several queries come when a check fails.
_WAYS = ("words", "vectors", "fused", "rewritten", "reranked")


class Ways:
    """The ways to search one store."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store, self._embedder = store, embedder
        self._reranker = rerankers.connect(Parts(home=Path()))
        self._rewriter = rewriters.connect(Parts(home=Path()))
        self._limit = Context().search_limit
        self.rerank_s = 0.0

    async def __call__(self, asked: Asked, vector: np.ndarray) -> dict[str, list[Hit]]:
        """Return the hits of each way, best first."""
        both = await self._search(asked, asked.text, vector)
        found = {
            "words": await self._search(asked, asked.text, None),
            "vectors": await self._search(asked, "", vector),
            "fused": both,
            "rewritten": await self._rewritten(asked, both),
        }
        start = process_time()
        found["reranked"] = (await self._reranker.rerank(asked.text, both, limit=10)).hits
        self.rerank_s += process_time() - start
        return found

    async def _search(self, asked: Asked, text: str, vector: np.ndarray | None) -> list[Hit]:
        query = Query(text=text, vector=vector, documents=asked.documents)
        return await self._store.search(query, _OWNER, limit=self._limit)

    async def _rewritten(self, asked: Asked, hits: list[Hit]) -> list[Hit]:
        seen = [hit.passage for hit in hits[: Context().keep]]
        more = await self._rewriter.rewrite(asked.text, tried=[asked.text], failed=[], seen=seen)
        lists = [await self._search(asked, q, await self._embedder.query(q)) for q in more]
        return fused([hits, *lists])


def main() -> None:
    """Measure, print the table and the figures, and write them as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--cache", type=Path, help="keep the vectors in this folder for next time")
    both = "embedded,weaviate" if weaviate_servers.here() else "embedded"
    parser.add_argument("--stores", default=both, help="embedded, or embedded,weaviate")
    parser.add_argument("--tasks", default=",".join(TASKS), help="which collections")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (given.cache or scratch).mkdir(parents=True, exist_ok=True)
        other = "weaviate" in given.stores.split(",")
        weaviate = stack.enter_context(weaviate_servers.settings()) if other else None
        figures = asyncio.run(_measure(given, scratch, weaviate))
    report(figures, given.json)


async def _measure(
    given: argparse.Namespace, scratch: Path, weaviate: Mapping[str, Any] | None
) -> dict[str, float]:
    embedder = embedders.connect(Parts(home=scratch))
    figures: dict[str, float] = {}
    print(f"{'nDCG@10 / recall@5':<20}" + "".join(f"{way:>16}" for way in _WAYS))
    for name in given.tasks.split(","):
        task = TASKS[name](given.data)
        vectors, asked = await _vectors(embedder, task, given.cache or scratch)
        store: Store = stores.connect(Parts(home=scratch / name))
        figures |= await _ways(store, embedder, task, vectors, asked, name)
        if weaviate:
            other = weaviate_servers.fresh(weaviate, weaviate_timeout_s=_PATIENT_S)
            figures |= await _ways(other, embedder, task, vectors, asked, f"weaviate_{name}")
    if weaviate:
        figures["weaviate_minus_embedded_ndcg"] = min(
            figures[f"weaviate_{name}_ndcg10_fused"] - figures[f"{name}_ndcg10_fused"]
            for name in _COMPARED
            if f"{name}_ndcg10" in figures
        )
    return figures


async def _ways(
    store: Store,
    embedder: Embedder,
    task: Task,
    vectors: np.ndarray,
    asked: np.ndarray,
    name: str,
) -> dict[str, float]:
    """Fill the store, score every way, and print a line of the table."""
    await _fill(store, task, vectors, embedder.name)
    ways, scores = Ways(store, embedder), np.zeros((len(_WAYS), 2))
    for question, vector in zip(task.questions, asked, strict=True):
        found = await ways(question, vector)
        scores += [_scored(found[way], question.gains) for way in _WAYS]
    await store.close()
    scores /= len(task.questions)
    print(f"{name:<20}" + "".join(f"{n:>9.3f} /{r:.3f}" for n, r in scores), flush=True)
    figures = {f"{name}_rerank_ms": ways.rerank_s / len(task.questions) * 1e3}
    for way, (ndcg, recall) in zip(_WAYS, scores.tolist(), strict=True):
        suffix = "" if way == "reranked" else f"_{way}"
        figures |= {f"{name}_ndcg10{suffix}": ndcg, f"{name}_recall5{suffix}": recall}
    return figures


async def _fill(store: Store, task: Task, vectors: np.ndarray, origin: str) -> None:
    for document, text, passages in task.documents:
        await store.put(document, text, passages)
    items = [Embedded(id=str(n), vector=vector) for n, vector in enumerate(vectors)]
    for start in range(0, len(items), 1024):
        await store.attach(items[start : start + 1024], origin=origin)


def _scored(hits: Sequence[Hit], gains: Mapping[int, float]) -> tuple[float, float]:
    """Return nDCG@10 and recall@5."""
    got = [gains.get(int(hit.passage.id), 0.0) for hit in hits[:10]]
    ndcg = _discounted(got) / _discounted(sorted(gains.values(), reverse=True)[:10])
    return ndcg, sum(gain > 0 for gain in got[:5]) / len(gains)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


async def _vectors(embedder: Embedder, task: Task, cache: Path) -> tuple[np.ndarray, np.ndarray]:
    """Embed passages and questions, or read what was embedded before."""
    texts = [(p.heading, p.text) for p in task.passages]
    everything = repr((embedder.name, texts, [q.text for q in task.questions]))
    file = cache / f"{task.name}-{hashlib.sha256(everything.encode()).hexdigest()[:16]}.npz"
    if not file.exists():
        found = await _embed(embedder, task.passages)
        asked = [await embedder.query(question.text) for question in task.questions]
        np.savez(file, passages=np.array(found), questions=np.array(asked))
    with np.load(file) as kept:
        return kept["passages"], kept["questions"]


async def _embed(embedder: Embedder, passages: list[Passage]) -> list[np.ndarray]:
    found: list[np.ndarray] = []
    for start in range(0, len(passages), 256):
        found += [e.vector for e in await embedder.passages(passages[start : start + 256])]
    return found


if __name__ == "__main__":
    main()
