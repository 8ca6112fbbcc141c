"""What Trivium itself costs a question: everything, and all but the answerer and the checker.

The corpus is the NQ passages, embedded for real, filled up with pieces of the LaRA documents whose
vectors are real ones with noise, so that 100,000 passages need no hour of embedding: a search costs
the same whatever the vectors say. Questions are NQ's, asked one after the other through the
library, and over HTTP by 16 clients at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import numpy as np

from benchmarks.common import arguments, percentile, report, rows
from trivium import Document, Passage, Settings, Trivium, Verdict
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.base import Services
from trivium.adapters.sentences import sentence_spans
from trivium.adapters.terms import Embedded, digest

_CLIENTS = 16
_PIECE = 1000


class Agreeing:
    """A checker that supports everything, to leave checking out of the time."""

    name = "agreeing"

    async def check(self, claims: list[str], evidence: Any, **_: Any) -> list[Verdict]:
        return [Verdict(claim=c, label="supported", score=1.0) for c in claims]


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long clients ask")
    parser.add_argument("--keep", type=Path, help="keep the corpora in this folder for next time")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        figures = asyncio.run(_measure(given, folder))
    report(figures, given.json)


async def _measure(given: Any, folder: Path) -> dict[str, float]:
    nq = list(rows(given.data / "nq_open_oracle.jsonl.gz"))
    asked = [row["question"] for row in nq[:: max(1, len(nq) // given.questions)]]
    small, large = folder / "10k", folder / "100k"
    await _build(small, nq, given.data, 10_000)
    await _build(large, nq, given.data, 100_000)
    own = await _times(Settings(home=small), asked)
    around = await _times(Settings(home=small), asked, bare=True)
    more = await _times(Settings(home=large), asked)
    return {
        "bare_query_ms": percentile(await _encoded(Settings(home=small), asked), 0.5),
        "own_ms_p50": percentile(own, 0.5),
        "own_ms_p99": percentile(own, 0.99),
        "around_ms_p50": percentile(around, 0.5),
        "own_ms_p50_100k": percentile(more, 0.5),
        "questions_per_s": await _served(small, asked, given.seconds),
    }


async def _times(settings: Settings, asked: list[str], *, bare: bool = False) -> list[float]:
    """Ask one question after the other; return each one's milliseconds."""
    times: list[float] = []
    async with _opened(settings, bare=bare) as trivium:
        for warm in asked[:20]:
            await trivium.ask(warm)
        for question in asked:
            start = perf_counter()
            await trivium.ask(question)
            times.append((perf_counter() - start) * 1000)
    return times


async def _encoded(settings: Settings, asked: list[str]) -> list[float]:
    """Embed each question and nothing else: what the machine's own speed is at this hour."""
    times: list[float] = []
    async with Trivium.open(settings) as trivium:
        for question in asked:
            start = perf_counter()
            await trivium.services.embedder.query(question)
            times.append((perf_counter() - start) * 1000)
    return times


@contextlib.asynccontextmanager
async def _opened(settings: Settings, *, bare: bool) -> AsyncIterator[Trivium]:
    made = Trivium.open(settings)
    if bare:
        said = ScriptedAnswerer(lambda ask: "This is it. [1]")
        services: Services = replace(made.services, answerer=said, checker=Agreeing())
        made = Trivium.open(settings, services)
    async with made as trivium:
        yield trivium


async def _build(home: Path, nq: list[dict[str, Any]], data: Path, size: int) -> None:
    """Make a corpus of `size` passages, unless it is there."""
    if (home / "complete").exists():
        return
    async with Trivium.open(Settings(home=home)) as trivium:
        store, embedder = trivium.services.store, trivium.services.embedder
        real = [_document(row["passage"], row["title"], f"nq/{row['id']}") for row in nq]
        for document, passages in real:
            text = passages[0].text
            await store.put(document, text, passages)
        vectors = await embedder.passages([p for _, passages in real for p in passages])
        await store.attach(vectors, origin=embedder.name)
        count = len(vectors)
        for document, text, passages in _fillers(data, size - count):
            await store.put(document, text, passages)
            noisy = _noisy(vectors, passages, seed=count)
            await store.attach(noisy, origin=embedder.name)
            count += len(passages)
    (home / "complete").touch()


def _fillers(data: Path, wanted: int) -> Iterator[tuple[Document, str, list[Passage]]]:
    """Cut the LaRA documents into pieces, again from another offset until there are enough."""
    texts = [row["text"] for row in rows(data / "lara" / "documents.jsonl.gz")]
    turn = 0
    while wanted > 0:
        for index, text in enumerate(texts):
            shifted = text[turn * 137 :][: 100 * _PIECE]
            document, _ = _document(shifted, f"Filler {turn}.{index}", f"filler/{turn}/{index}")
            starts = range(0, len(shifted) - _PIECE, _PIECE)
            pieces = [_passage(document, n, s, shifted) for n, s in enumerate(starts)][:wanted]
            if pieces:
                yield document, shifted, pieces
            wanted -= len(pieces)
        turn += 1


def _document(text: str, title: str, source: str) -> tuple[Document, list[Passage]]:
    document = Document(
        id=digest(source), title=title, source=source, version=digest(text), tokens=len(text) // 4
    )
    whole = _passage(document, 0, 0, text, size=len(text))
    return document, [whole]


def _passage(
    document: Document, ordinal: int, start: int, text: str, size: int = _PIECE
) -> Passage:
    return Passage(
        id=f"{document.id}:{ordinal}",
        document_id=document.id,
        version=document.version,
        ordinal=ordinal,
        start=start,
        end=start + size,
        text=text[start : start + size],
        title=document.title,
    )


def _noisy(vectors: list[Embedded], passages: list[Passage], seed: int) -> list[Embedded]:
    random = np.random.default_rng(seed)
    made: list[Embedded] = []
    for passage in passages:
        base = vectors[int(random.integers(len(vectors)))].vector
        vector = base + random.normal(0, 0.04, base.shape).astype(np.float32)
        shape = (len(sentence_spans(passage.text)), base.shape[0])
        sentences = random.integers(-20, 20, shape, dtype=np.int8)
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        made.append(Embedded(id=passage.id, vector=unit, sentences=sentences))
    return made


async def _served(home: Path, asked: list[str], seconds: float) -> float:
    """Have 16 clients ask one server process; return the questions it answered in a second."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("trivium"), "serve", "--port", str(port)]
    environment = {**os.environ, "TRIVIUM_HOME": str(home)}
    server = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            await _ready(client)
            await _clients(client, asked, 3.0)
            answered, took = await _clients(client, asked, seconds)
        return answered / took
    finally:
        server.terminate()
        await server.wait()


async def _ready(client: httpx.AsyncClient) -> None:
    for _ in range(300):
        with contextlib.suppress(httpx.TransportError):
            if (await client.get("/readyz")).status_code == 200:
                return
        await asyncio.sleep(0.1)
    raise SystemExit("The server did not become ready within 30 s.")


async def _clients(
    client: httpx.AsyncClient, asked: list[str], seconds: float
) -> tuple[int, float]:
    start, count = perf_counter(), 0

    async def ask(offset: int) -> None:
        nonlocal count
        turn = offset
        while perf_counter() - start < seconds:
            body = {"role": "user", "content": asked[turn % len(asked)]}
            answer = await client.post(
                "/v1/chat/completions", json={"model": "trivium", "messages": [body]}
            )
            answer.raise_for_status()
            count += 1
            turn += _CLIENTS

    await asyncio.gather(*(ask(n) for n in range(_CLIENTS)))
    return count, perf_counter() - start


if __name__ == "__main__":
    main()
