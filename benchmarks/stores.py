"""How quickly the stores find among 100,000 passages: hybrid, five groups, ten tenants, one run.

Texts are passages of NQ put together anew, ten to a document; vectors are random, near one of 500
centres, and a question's vector is near a passage's. Each question is of one tenant and of two of
the five groups. Memory is the process's for the embedded store, the server's for Weaviate.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from benchmarks import weaviate_servers
from benchmarks.common import arguments, percentile, report, rows
from trivium.adapters.base import Parts, Store
from trivium.adapters.stores import embedded
from trivium.adapters.terms import Document, Embedded, Passage, Query, Scope, digest

_TENANTS = 10
_GROUPS = ("law", "sales", "staff", "board", "works")
_EACH = 10  # passages of a document
_DIMENSIONS = 384
_ORIGIN = "random/384"


def main() -> None:
    """Fill, ask, and write the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--stores", default="embedded,weaviate")
    given = parser.parse_args()
    made = _Corpus(given.data, given.passages)
    figures: dict[str, float] = {}
    if "embedded" in given.stores:
        with tempfile.TemporaryDirectory() as home:
            store = embedded.connect(Parts(home=Path(home)))
            figures |= asyncio.run(_measure("embedded", store, made, given))
            figures["embedded_100k_mb"] = _memory_mb(os.getpid())
    if "weaviate" in given.stores:
        with weaviate_servers.server() as own:
            options = {"weaviate_url": (own.url,), "weaviate_grpc": (own.grpc,)}
            more = {"weaviate_timeout_s": 20.0}
            figures |= asyncio.run(_weaviate(options | more, made, given))
            figures["weaviate_100k_mb"] = own.memory_mb()
    report(figures, given.json)


class _Corpus:
    """Documents made from the words of others, the same at every run."""

    def __init__(self, data: Path, passages: int) -> None:
        self.random = Random(1)
        self.numbers = np.random.default_rng(1)
        found = list(rows(data / "nq_open_oracle.jsonl.gz"))
        self.questions = [row["question"] for row in found]
        self.texts = [row["passage"] for row in found]
        self.titles = [row["title"] for row in found]
        self.centres = self.numbers.standard_normal((500, _DIMENSIONS))
        self.count = passages // _EACH

    def documents(self) -> Iterator[tuple[Document, str, list[Passage]]]:
        """Yield documents; tenants and groups go round."""
        for number in range(self.count):
            pieces = [self._text() for _ in range(_EACH)]
            text = "\n".join(pieces)
            document = Document(
                id=f"d{number:06}",
                title=self.random.choice(self.titles),
                source=str(number),
                version=digest(text),
                tenant=f"t{number % _TENANTS}",
                groups=frozenset(self.random.sample(_GROUPS, self.random.choice([0, 1, 2]))),
            )
            yield document, text, _passages(document, pieces)

    def vectors(self, count: int) -> np.ndarray:
        """Return vectors of length 1 near the centres."""
        near = self.centres[self.numbers.integers(len(self.centres), size=count)]
        found = (near + 0.7 * self.numbers.standard_normal(near.shape)).astype(np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def _text(self) -> str:
        """Put halves of two passages together."""
        one, other = self.random.choice(self.texts), self.random.choice(self.texts)
        return one[: len(one) // 2] + " " + other[len(other) // 2 :]


def _passages(document: Document, pieces: list[str]) -> list[Passage]:
    starts = np.cumsum([0, *(len(piece) + 1 for piece in pieces)]).tolist()
    return [
        Passage(
            id=f"{document.id}-{n}",
            document_id=document.id,
            version=document.version,
            ordinal=n,
            start=start,
            end=start + len(piece),
            text=piece,
            title=document.title,
            tenant=document.tenant,
            groups=document.groups,
        )
        for n, (piece, start) in enumerate(zip(pieces, starts, strict=False))
    ]


async def _weaviate(
    options: dict[str, object], made: _Corpus, given: argparse.Namespace
) -> dict[str, float]:
    return await _measure("weaviate", weaviate_servers.fresh(options), made, given)


async def _measure(
    name: str, store: Store, made: _Corpus, given: argparse.Namespace
) -> dict[str, float]:
    started = time.perf_counter()
    await _fill(store, made, 1 if name == "embedded" else 8)
    rate = made.count * _EACH / (time.perf_counter() - started)
    random, taken = Random(2), []
    for vector in made.vectors(given.questions + 20):
        scope = Scope(
            tenant=f"t{random.randrange(_TENANTS)}", groups=frozenset(random.sample(_GROUPS, 2))
        )
        query = Query(text=random.choice(made.questions), vector=vector)
        started = time.perf_counter()
        hits = await store.search(query, scope, limit=40)
        taken.append(1000 * (time.perf_counter() - started))
        assert len(hits) == 40
        assert all(scope.allows(hit.passage.tenant, hit.passage.groups) for hit in hits)
    await store.close()
    taken = taken[20:]
    return {
        f"{name}_100k_ms_p50": percentile(taken, 0.5),
        f"{name}_100k_ms_p99": percentile(taken, 0.99),
        f"{name}_100k_passages_per_s": rate,
    }


async def _fill(store: Store, made: _Corpus, together: int) -> None:
    """Put `together` documents at a time, and attach their vectors a few hundred at a time."""
    waiting: list[str] = []
    batch: list[tuple[Document, str, list[Passage]]] = []
    for one in made.documents():
        batch.append(one)
        waiting += [passage.id for passage in one[2]]
        if len(batch) == together:
            await asyncio.gather(*(store.put(*each) for each in batch))
            batch = []
        if len(waiting) >= 512 and not batch:
            await _attach(store, made, waiting)
            waiting = []
    await asyncio.gather(*(store.put(*each) for each in batch))
    await _attach(store, made, waiting)


async def _attach(store: Store, made: _Corpus, ids: list[str]) -> None:
    vectors = made.vectors(len(ids))
    items = [Embedded(id=name, vector=vector) for name, vector in zip(ids, vectors, strict=True)]
    await store.attach(items, origin=_ORIGIN)


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
