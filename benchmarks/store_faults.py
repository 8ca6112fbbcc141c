"""64 questions at a time for three minutes, while Weaviate is killed and started again twice.

NQ questions over their own passages. Under faults each may be answered, or end in a typed outcome
or error that says so. An answer is wrong where a sentence of it does not stand in the documents it
cites; it is late half a second after its deadline. Each was asked in peace before: answers in other
words than then, for want of vectors say, are counted too.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks import weaviate_servers
from benchmarks.common import arguments, percentile, report, rows
from tests.weaviate.servers import Server
from trivium import Trivium
from trivium.adapters.errors import TriviumError
from trivium.graph.library import Answer
from trivium.graph.settings import Settings
from trivium.ingest.report import Upload

_DOCUMENTS = 150
_ASKERS = 64
_MARKERS = re.compile(r"((?:\s*\[\d+\])+)")
_DEADLINE_S = 20.0
_GRACE_S = 0.5  # the answer's way out of 64 tasks on two cores
_DOWN_S = 12.0


@dataclass(frozen=True, slots=True)
class Known:
    """What was answered before the faults, and the documents' texts by their ids."""

    answers: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass
class Seen:
    """What happened."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    otherwise: int = 0
    seconds: list[float] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)


def main() -> None:
    """Run it, and write the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=180.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, weaviate_servers.server() as server:
        seen = asyncio.run(_measure(given, Path(home), server))
    for name, count in seen.outcomes.most_common():
        print(f"{name:<28}{count:6}")
    for question, text in seen.wrong[:5]:
        print(f"WRONG {question!r}: {text!r}")
    print(*seen.untyped[:5], sep="\n")
    figures = {
        "faults_questions": float(sum(seen.outcomes.values())),
        "faults_wrong": float(len(seen.wrong)),
        "faults_otherwise": float(seen.otherwise),
        "faults_late": float(sum(s > _DEADLINE_S + _GRACE_S for s in seen.seconds)),
        "faults_untyped": float(len(seen.untyped)),
        "faults_s_p50": percentile(seen.seconds, 0.5),
        "faults_s_max": max(seen.seconds),
    }
    report(figures, given.json)


async def _measure(given: argparse.Namespace, home: Path, server: Server) -> Seen:
    settings = Settings(
        home=home,
        store="weaviate",
        weaviate_url=(server.url,),
        weaviate_grpc=(server.grpc,),
        deadline_s=_DEADLINE_S,
    )
    some = list(islice(rows(given.data / "nq_open_oracle.jsonl.gz"), _DOCUMENTS))
    async with Trivium.open(settings) as trivium:
        uploads = [
            Upload(text=row["passage"], title=row["title"], source=str(number))
            for number, row in enumerate(some)
        ]
        await trivium.add(uploads)
        await trivium.embed()
        questions = [row["question"] for row in some]
        before = {question: (await trivium.ask(question)).text for question in questions}
        documents = await trivium.documents(limit=_DOCUMENTS)
        texts = {document.id: await trivium.text(document.id) for document in documents}
        return await _under_faults(trivium, server, Known(before, texts), given.seconds)


async def _under_faults(trivium: Trivium, server: Server, known: Known, seconds: float) -> Seen:
    seen, end = Seen(), time.monotonic() + seconds
    questions = list(known.answers)

    async def ask_on(start: int) -> None:
        number = start
        while time.monotonic() < end:
            number += 7
            await _ask(trivium, questions[number % len(questions)], known, seen)

    async def break_twice() -> None:
        for _ in range(2):
            await asyncio.sleep(seconds / 5)
            server.kill()
            await asyncio.sleep(min(_DOWN_S, seconds / 5))
            await asyncio.to_thread(server.start)

    await asyncio.gather(break_twice(), *(ask_on(number) for number in range(_ASKERS)))
    return seen


async def _ask(trivium: Trivium, question: str, known: Known, seen: Seen) -> None:
    started = time.monotonic()
    try:
        answer = await trivium.ask(question)
    except TriviumError as error:
        seen.outcomes[error.code] += 1
    except Exception as error:  # noqa: BLE001 - what is not typed is what is looked for
        seen.untyped.append(repr(error)[:200])
        seen.outcomes["untyped"] += 1
    else:
        seen.outcomes[answer.outcome] += 1
        if answer.outcome in ("grounded", "partial"):
            seen.otherwise += answer.text != known.answers[question]
            if not _stands(answer, known.texts):
                seen.wrong.append((question, answer.text))
    seen.seconds.append(time.monotonic() - started)


def _stands(answer: Answer, texts: Mapping[str, str]) -> bool:
    """Say whether each sentence stands in a document that it cites."""
    pieces = _MARKERS.split(answer.text)
    said, cited = pieces[0:-1:2], pieces[1::2]
    for sentence, markers in zip(said, cited, strict=True):
        numbers = [int(number) for number in re.findall(r"\d+", markers)]
        sources = [texts[answer.citations[n - 1].document_id] for n in numbers]
        if not any(_words(sentence) in _words(text) for text in sources):
            return False
    return bool(said) and not pieces[-1].strip()


def _words(text: str) -> str:
    return re.sub(r"\W+", "", text)  # dashes and quotation marks are written in one way


if __name__ == "__main__":
    main()
