"""How fast documents become searchable: by words, then by vectors, and in how much memory.

The 81 LaRA documents are written to a folder and taken in from there. The rate of vectors is
measured on a sample: the same passages through the bare embedder and through the whole way into
the store, in turns.
"""

from __future__ import annotations

import asyncio
import resource
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.common import arguments, report, rows
from trivium.adapters.base import Parts, Store
from trivium.adapters.load import load
from trivium.adapters.terms import Scope
from trivium.ingest.embed import embed_pending
from trivium.ingest.pipeline import ingest_files, ingest_paths
from trivium.ingest.report import Upload

_TURNS = 21


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--passages", type=int, default=1000, help="the sample for the rate")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_measure(given.data, Path(folder), given.passages))
    report(figures, given.json)


async def _measure(data: Path, folder: Path, passages: int) -> dict[str, float]:
    documents = _write(data, folder / "documents")
    words_s = await _words(folder)
    ratio, per_s = await _vectors(folder, documents, passages)
    return {
        "words_searchable_s": words_s,
        "vector_rate_ratio": ratio,
        "vectors_per_s": per_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _write(data: Path, folder: Path) -> list[Path]:
    """Write each document to a file of its own; return the files."""
    folder.mkdir()
    files: list[Path] = []
    for number, row in enumerate(rows(data / "lara" / "documents.jsonl.gz")):
        files.append(folder / f"{number:02} {Path(row['file']).name}")
        files[-1].write_text(row["text"], encoding="utf-8")
    return files


async def _words(folder: Path) -> float:
    """Return the seconds until the words of all documents can be found."""
    store = _store(folder / "home")
    started = perf_counter()
    taken = await ingest_paths([folder / "documents"], store=store)
    took = perf_counter() - started
    corpus = await store.corpus(Scope.owner())
    print(f"{len(taken.documents)} documents, {corpus.passages} passages, {took:.1f} s")
    if taken.rejected or not corpus.passages:
        raise SystemExit(f"not all went in: {taken.rejected}")
    await store.close()
    return took


async def _vectors(folder: Path, documents: list[Path], passages: int) -> tuple[float, float]:
    """Return the rate into the store as a share of the bare embedder's, and that rate.

    Both are the median of the turns: a turn that something else disturbs does not count.
    """
    embedder = load("embedders", "embedded").connect(Parts(home=folder))
    await embedder.query("load the model first")
    shares: list[float] = []
    rates: list[float] = []
    for turn in range(_TURNS):
        store = _store(folder / f"turn{turn}")
        texts = documents[turn :: len(documents) // _TURNS]
        size = passages * 900 // _TURNS // len(texts)
        pieces = [path.read_text("utf-8")[10_000 : 10_000 + size] for path in texts]
        await ingest_files([Upload(text=piece) for piece in pieces], store=store)
        sample = await store.pending(Scope.owner(), limit=passages)
        taken: dict[str, float] = {}
        for way in ("bare", "whole") if turn % 2 else ("whole", "bare"):
            started = perf_counter()
            if way == "bare":
                await embedder.passages(sample)
            else:
                await embed_pending(store, embedder)
            taken[way] = perf_counter() - started
        await store.close()
        shares.append(taken["bare"] / taken["whole"])
        rates.append(len(sample) / taken["whole"])
        print(f"{len(sample)} passages: {taken['bare']:.1f} s bare, {taken['whole']:.1f} s stored")
    return median(shares), median(rates)


def _store(home: Path) -> Store:
    made: Store = load("stores", "embedded").connect(Parts(home=home))
    return made


if __name__ == "__main__":
    main()
