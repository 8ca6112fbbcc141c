"""How well the embedded store finds: NQ, Cranfield and WiCE, by words, by vectors and by both.

NQ: 2,655 questions and the passages that answer them, as one corpus; recall is the share of
questions whose own passage is among the first five. Cranfield: 225 queries over 1,400 abstracts,
nDCG with the published grades as gains. WiCE: claims, and the pieces of five sentences of the cited
web pages, of which those with a supporting sentence are to be found; nothing was tuned on it.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import contextlib
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import weaviate_servers
from benchmarks.common import arguments, report, rows
from trivium.adapters.base import Embedder, Parts, Store
from trivium.adapters.embedders import embedded as embedders
from trivium.adapters.stores import embedded as stores
from trivium.adapters.terms import Document, Embedded, Passage, Query, Scope

_OWNER = Scope.owner()
_COMPARED = ("nq", "cranfield")  # by both stores


@dataclass
class Task:
    """A corpus of titled texts, and questions with the gains of the texts that answer them."""

    name: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, dict[int, float]]] = field(default_factory=list)


def main() -> None:
    """Measure, print the table and the figures, and write them as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--cache", type=Path, help="keep the vectors in this folder for next time")
    both = "embedded,weaviate" if weaviate_servers.here() else "embedded"
    parser.add_argument("--stores", default=both, help="embedded, or embedded,weaviate")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        other = "weaviate" in given.stores.split(",")
        weaviate = stack.enter_context(weaviate_servers.settings()) if other else None
        figures = asyncio.run(_measure(given, scratch, weaviate))
    report(figures, given.json)


async def _measure(
    given: argparse.Namespace, scratch: Path, weaviate: Mapping[str, Any] | None
) -> dict[str, float]:
    embedder = embedders.connect(Parts(home=scratch))
    figures: dict[str, float] = {}
    print(f"{'nDCG@10 / recall@5':<20}{'words':>16}{'vectors':>16}{'both':>16}")
    for task in (_nq(given.data), _cranfield(given.data), _wice(given.data)):
        cache = given.cache or scratch
        cache.mkdir(parents=True, exist_ok=True)
        passages, questions = await _vectors(embedder, task, cache)
        store = stores.connect(Parts(home=scratch / task.name))
        await _fill(store, task, passages, embedder.name)
        figures |= await _ways(store, task, questions, task.name)
        await store.close()
        if weaviate and task.name in _COMPARED:
            other = weaviate_servers.fresh(weaviate)
            await _fill(other, task, passages, embedder.name)
            figures |= await _ways(other, task, questions, f"weaviate_{task.name}")
            await other.close()
    if weaviate:
        figures["weaviate_minus_embedded_ndcg"] = min(
            figures[f"weaviate_{name}_ndcg10"] - figures[f"{name}_ndcg10"] for name in _COMPARED
        )
    return figures


async def _ways(store: Store, task: Task, questions: np.ndarray, name: str) -> dict[str, float]:
    """Score words, vectors and both, and print a line of the table."""
    figures: dict[str, float] = {}
    line = f"{name:<20}"
    for way in ("words", "vectors", "both"):
        ndcg, recall = await _score(store, task, questions, way)
        line += f"{ndcg:>9.3f} /{recall:.3f}"
        suffix = "" if way == "both" else f"_{way}"
        figures |= {f"{name}_ndcg10{suffix}": ndcg, f"{name}_recall5{suffix}": recall}
    print(line, flush=True)
    return figures


async def _fill(store: Store, task: Task, vectors: np.ndarray, origin: str) -> None:
    for number, (title, text) in enumerate(task.texts):
        await store.put(
            Document(id=f"d{number}", title=title, source=f"{number}", version="1"),
            text,
            [_passage(number, title, text)],
        )
    items = [Embedded(id=str(n), vector=vector) for n, vector in enumerate(vectors)]
    for start in range(0, len(items), 1024):
        await store.attach(items[start : start + 1024], origin=origin)


def _passage(number: int, title: str, text: str) -> Passage:
    return Passage(
        id=str(number),
        document_id=f"d{number}",
        version="1",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )


async def _score(store: Store, task: Task, vectors: np.ndarray, way: str) -> tuple[float, float]:
    """Return nDCG@10 and recall@5 of one way to search."""
    ndcg = recall = 0.0
    for (question, gains), vector in zip(task.questions, vectors, strict=True):
        text = "" if way == "vectors" else question
        query = Query(text=text, vector=None if way == "words" else vector)
        hits = await store.search(query, _OWNER, limit=10)
        got = [gains.get(int(hit.passage.id), 0.0) for hit in hits]
        ndcg += _discounted(got) / _discounted(sorted(gains.values(), reverse=True)[:10])
        recall += sum(gain > 0 for gain in got[:5]) / len(gains)
    return ndcg / len(task.questions), recall / len(task.questions)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


async def _vectors(embedder: Embedder, task: Task, cache: Path) -> tuple[np.ndarray, np.ndarray]:
    """Embed texts and questions, or read what was embedded before."""
    everything = repr((embedder.name, task.texts, [q for q, _ in task.questions]))
    file = cache / f"{task.name}-{hashlib.sha256(everything.encode()).hexdigest()[:16]}.npz"
    if not file.exists():
        passages = [_passage(n, *titled) for n, titled in enumerate(task.texts)]
        found = await _embed(embedder, passages)
        asked = [await embedder.query(question) for question, _ in task.questions]
        np.savez(file, passages=np.array(found), questions=np.array(asked))
    with np.load(file) as kept:
        return kept["passages"], kept["questions"]


async def _embed(embedder: Embedder, passages: list[Passage]) -> list[np.ndarray]:
    found: list[np.ndarray] = []
    for start in range(0, len(passages), 256):
        found += [e.vector for e in await embedder.passages(passages[start : start + 256])]
    return found


def _nq(data: Path) -> Task:
    task, known = Task("nq"), dict[tuple[str, str], int]()
    for row in rows(data / "nq_open_oracle.jsonl.gz"):
        place = known.setdefault((row["title"], row["passage"]), len(known))
        task.questions.append((row["question"], {place: 1.0}))
    task.texts = list(known)
    return task


def _cranfield(data: Path) -> Task:
    task, places, gains = Task("cranfield"), dict[str, int](), dict[str, dict[int, float]]()
    for row in rows(data / "cranfield" / "corpus.jsonl.gz"):
        places[row["id"]] = len(task.texts)
        task.texts.append((row["title"], row["text"]))
    for row in rows(data / "cranfield" / "qrels.jsonl.gz"):
        if row["doc"] in places:
            gains.setdefault(row["query"], {})[places[row["doc"]]] = float(row["grade"])
    for row in rows(data / "cranfield" / "queries.jsonl.gz"):
        if row["id"] in gains:
            task.questions.append((row["text"], gains[row["id"]]))
    return task


def _wice(data: Path) -> Task:
    """Take every fourth claim, and at most 24 pieces of its page."""
    task = Task("wice")
    for row in list(rows(data / "wice.jsonl.gz"))[::4]:
        page, supporting = _listed(row["evidence"]), _listed(row["supporting_sentences"])
        good = {number for group in supporting for number in group}
        title = page[0].removeprefix("(meta data) TITLE:").strip()
        gains = {}
        for first in range(0, min(len(page), 120), 5):
            if good & set(range(first, first + 5)):
                gains[len(task.texts)] = 1.0
            task.texts.append((title, " ".join(page[first : first + 5])[:1500]))
        if gains:
            task.questions.append((row["claim"], gains))
    return task


def _listed(value: object) -> list:
    return ast.literal_eval(value) if isinstance(value, str) else list(value)


if __name__ == "__main__":
    main()
