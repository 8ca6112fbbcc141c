"""How fast the embedded embedder is, and how near to full precision.

The rate is that of `passages`, sentences included, beside the bare forward pass over the same
batches, in turns. The accuracy is nDCG@10 by vectors alone on Cranfield, with the published grades
as gains; `--full` names the file that `scripts/export_minilm.py --full` keeps, to compare with.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.common import arguments, percentile, report, rows
from trivium.adapters.embedders import embedded
from trivium.adapters.embedders._encoder import Encoder, batches
from trivium.adapters.embedders.embedded import MiniLM
from trivium.adapters.terms import Passage

_FILES = Path(embedded.__file__).parent / "minilm"
_TURNS = 5


@dataclass
class Cranfield:
    """1,400 abstracts, 225 questions, and the grade of each abstract for each question."""

    passages: list[Passage]
    questions: list[str]
    grades: np.ndarray


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--full", type=Path, help="the encoder in full precision, as ONNX")
    given = parser.parse_args()
    figures = asyncio.run(_measure(given.data, given.full))
    report(figures, given.json)


async def _measure(data: Path, full: Path | None) -> dict[str, float]:
    cranfield = _cranfield(data / "cranfield")
    minilm = MiniLM()
    figures = await _query_ms(minilm, cranfield.questions)
    figures |= await _rate(minilm, cranfield.passages[::7])
    passages, questions = await _embed(minilm, cranfield)
    figures["embedder_ndcg10"] = _ndcg10(passages @ questions.T, cranfield.grades)
    if full:
        with tempfile.TemporaryDirectory() as folder:
            exact_passages, exact_questions = await _embed(_in_full(full, Path(folder)), cranfield)
        scores = exact_passages @ exact_questions.T
        figures["embedder_ndcg10_full"] = _ndcg10(scores, cranfield.grades)
        figures["embedder_cosine_to_full"] = float((passages * exact_passages).sum(1).mean())
    return figures


async def _query_ms(minilm: MiniLM, questions: Sequence[str]) -> dict[str, float]:
    await minilm.query("Warm up.")
    times = []
    for question in questions:
        start = perf_counter()
        await minilm.query(question)
        times.append((perf_counter() - start) * 1000)
    return {f"embedder_query_ms_p{p}": percentile(times, p / 100) for p in (50, 95)}


async def _rate(minilm: MiniLM, passages: Sequence[Passage]) -> dict[str, float]:
    """Embed the same passages in both ways, in turns, so that other load meets both alike."""
    encoder = Encoder(_FILES)
    encodings = [encoder.tokenise(f"{p.heading}\n{p.text}") for p in passages]
    lengths = [len(encoding.ids) for encoding in encodings]
    batched = list(batches(lengths, limit=embedded.BATCH_TOKENS))
    bare, whole = [], []
    cores = ThreadPoolExecutor(2)
    for _ in range(_TURNS):
        start = perf_counter()
        list(cores.map(lambda batch: encoder.run([encodings[row] for row in batch]), batched))
        middle = perf_counter()
        await minilm.passages(passages)
        bare.append(len(passages) / (middle - start))
        whole.append(len(passages) / (perf_counter() - middle))
    return {
        "embedder_per_s": median(whole),
        "embedder_tokens_per_s": median(whole) * sum(lengths) / len(lengths),
        "embedder_rate_ratio": median(w / b for w, b in zip(whole, bare, strict=True)),
    }


def _in_full(full: Path, folder: Path) -> MiniLM:
    (folder / "model.onnx").symlink_to(full.resolve())
    (folder / "tokenizer.json").symlink_to(_FILES / "tokenizer.json")
    return MiniLM(folder)


async def _embed(minilm: MiniLM, cranfield: Cranfield) -> tuple[np.ndarray, np.ndarray]:
    passages = await minilm.passages(cranfield.passages)
    questions = [await minilm.query(question) for question in cranfield.questions]
    return np.stack([embedding.vector for embedding in passages]), np.stack(questions)


def _cranfield(folder: Path) -> Cranfield:
    corpus = list(rows(folder / "corpus.jsonl.gz"))
    queries = list(rows(folder / "queries.jsonl.gz"))
    place = {row["id"]: number for number, row in enumerate(corpus)}
    column = {row["id"]: number for number, row in enumerate(queries)}
    grades = np.zeros((len(corpus), len(queries)))
    for row in rows(folder / "qrels.jsonl.gz"):
        if row["doc"] in place and row["query"] in column:
            grades[place[row["doc"]], column[row["query"]]] = max(0, row["grade"])
    passages = [_passage(row["id"], row["title"], row["text"]) for row in corpus]
    return Cranfield(passages, [row["text"] for row in queries], grades)


def _passage(number: str, title: str, text: str) -> Passage:
    return Passage(
        id=number,
        document_id=number,
        version="1",
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
    )


def _ndcg10(scores: np.ndarray, grades: np.ndarray) -> float:
    """Average over the columns of `scores` and `grades`, both (passages, questions)."""
    discounts = 1 / np.log2(np.arange(2, 12))[:, None]
    best = np.argsort(-scores, axis=0, kind="stable")[:10]
    got = (np.take_along_axis(grades, best, axis=0) * discounts).sum(0)
    ideal = (-np.sort(-grades, axis=0)[:10] * discounts).sum(0)
    return float((got[ideal > 0] / ideal[ideal > 0]).mean())


if __name__ == "__main__":
    main()
