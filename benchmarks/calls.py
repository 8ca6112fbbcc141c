"""What a question costs with a language model: beside the usual adaptive graph, and bare.

Questions and passages are NQ's, 200 and 2,655. The model is a fake in a process of its own that
quotes, with 300 ms to the first token and 30 ms a token; the adaptive graph of adaptive.py asks
the same model and searches the same store. Bare is the same prompt sent again, past Trivium.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.adaptive import adaptive
from benchmarks.common import arguments, report, rows
from benchmarks.passages import put_passages
from benchmarks.served_model import KEY, Call, ServedModel, looks_up, settings_with
from trivium import Principal, Trivium
from trivium.adapters.fakes.asked import Asked, Said
from trivium.adapters.fakes.quoting import NOT_THERE, Quoting, passages_of, question_of
from trivium.adapters.sentences import sentences

FIRST_TOKEN_S, TOKEN_S = 0.3, 0.03
_AT_ONCE = 5  # questions a client, before their prompts are sent bare
_MARKER = re.compile(r"\s*\[\d+\]")
_WORD = re.compile(r"\w{4,}")
_quoting = Quoting(sentences=2)


@dataclass
class Run:
    """One question, one way: seconds to its first sentence and to its last byte, and its calls."""

    question: str
    first_s: float = 0.0
    last_s: float = 0.0
    outcome: str = ""
    calls: list[Call] = field(default_factory=list[Call])


def main() -> None:
    """Measure, print, and write the figures as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4, help="questions at a time")
    parser.add_argument("--keep", type=Path, help="keep the corpus in this folder for next time")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        model = ServedModel(reads, first_token_s=FIRST_TOKEN_S, token_s=TOKEN_S)
        figures = asyncio.run(_measure(given, folder, stack.enter_context(model)))
    report(figures, given.json)


async def _measure(given: Any, home: Path, model: ServedModel) -> dict[str, float]:
    nq = list(rows(given.data / "nq_open_oracle.jsonl.gz"))
    asked = [row["question"] for row in nq[:: len(nq) // given.questions]][: given.questions]
    async with Trivium.open(settings_with(model.url, home)) as trivium:
        await put_passages(trivium, nq, home)
        await _ask(trivium, asked[0])  # The vendor's client is imported with the first question.
        model.calls()
        ours, bare, our_calls = await _ours(trivium, model, asked, given.clients)
        graph = adaptive(model.url, trivium.services, Principal().scope)
        theirs = await _all(asked, given.clients, lambda text: _graph(graph, text))
        their_calls = model.calls()
    return {
        **_costs(ours, our_calls),
        "adaptive_good_share": sum(run.outcome == "useful" for run in theirs) / len(theirs),
        "adaptive_calls": len(their_calls) / len(theirs),
        "calls_ratio": len(our_calls) / len(their_calls),
        "tokens_ratio": _tokens(our_calls) / _tokens(their_calls),
        "wall_ratio": _sum(run.last_s for run in ours) / _sum(run.last_s for run in theirs),
        **_waits([run for run in ours if _happy(run)], bare),
    }


async def _ours(
    trivium: Trivium, model: ServedModel, asked: Sequence[str], clients: int
) -> tuple[list[Run], list[Run], list[Call]]:
    """Ask some, then send their prompts bare, and so on: what else the machine does hits both."""
    ours, bare, calls = list[Run](), list[Run](), list[Call]()
    for start in range(0, len(asked), _AT_ONCE * clients):
        some = asked[start : start + _AT_ONCE * clients]
        runs = await _all(some, clients, lambda text: _ask(trivium, text))
        made = model.calls()
        _share_out(runs, made)
        bodies = {run.question: run.calls[0].body for run in runs if _happy(run)}
        bare += await _all(list(bodies), clients, partial(_bare, model, bodies))
        model.calls()
        ours, calls = [*ours, *runs], [*calls, *made]
    return ours, bare, calls


def _costs(ours: list[Run], calls: list[Call]) -> dict[str, float]:
    """Count the calls a grounded answer; one that belongs to no question known counts there too."""
    grounded = [run for run in ours if run.outcome == "grounded"]
    elsewhere = sum(len(run.calls) for run in ours if run.outcome != "grounded")
    return {
        "grounded_share": len(grounded) / len(ours),
        "calls_grounded": (len(calls) - elsewhere) / max(len(grounded), 1),
    }


def _waits(happy: list[Run], bare: list[Run]) -> dict[str, float]:
    return {
        "happy_questions": float(len(happy)),
        "wall_over_bare": _sum(r.last_s for r in happy) / _sum(r.last_s for r in bare),
        "first_sentence_over_bare": _sum(r.first_s for r in happy) / _sum(r.first_s for r in bare),
    }


def _sum(values: Iterable[float]) -> float:
    return float(sum(values))


def _tokens(calls: Sequence[Call]) -> int:
    return sum(call.tokens_in + call.tokens_out for call in calls)


def _happy(run: Run) -> bool:
    return run.outcome == "grounded" and len(run.calls) == 1


async def _all(
    asked: Sequence[str], clients: int, ask: Callable[[str], Awaitable[Run]]
) -> list[Run]:
    limit = asyncio.Semaphore(clients)

    async def one(question: str) -> Run:
        async with limit:
            return await ask(question)

    return await asyncio.gather(*(one(question) for question in asked))


def _share_out(runs: Sequence[Run], calls: Sequence[Call]) -> None:
    """Give each call to the question whose words stand in its prompt; the longest, if several."""
    longest_first = sorted(runs, key=lambda run: -len(run.question))
    for call in calls:
        if found := next((run for run in longest_first if run.question in call.prompt), None):
            found.calls.append(call)


async def _ask(trivium: Trivium, question: str) -> Run:
    run, begun = Run(question), perf_counter()
    async for event in trivium.stream(question):
        if event["type"] == "sentence" and not run.first_s:
            run.first_s = perf_counter() - begun
        if event["type"] == "finished":
            run.outcome = event["outcome"]
    run.last_s = perf_counter() - begun
    return run


async def _bare(model: ServedModel, bodies: Mapping[str, Any], question: str) -> Run:
    """Send a request again; its first sentence is there with its last letter."""
    from openai import AsyncOpenAI

    run, came, text = Run(question), list[tuple[int, float]](), ""
    async with AsyncOpenAI(api_key=KEY, base_url=model.url) as client:
        begun = perf_counter()
        given: Any = dict(bodies[question])
        async for chunk in await client.chat.completions.create(**given):
            if chunk.choices and (piece := chunk.choices[0].delta.content):
                text += piece
                came.append((len(text), perf_counter() - begun))
        run.last_s = perf_counter() - begun
    first = len((sentences(text) or [""])[0])
    run.first_s = next(at for length, at in came if length >= first)
    return run


async def _graph(graph: Any, question: str) -> Run:
    run, begun = Run(question), perf_counter()
    done = await graph.ainvoke({"question": question})
    run.last_s = perf_counter() - begun
    run.outcome = "useful" if done.get("useful") else "given up"
    return run


def reads(asked: Asked) -> Said | str:
    """Answer and judge as a model that goes by words would."""
    if said := looks_up(asked):
        return said
    if asked.form is None:
        if asked.prompt.startswith("Put better"):
            return Said(question_of(asked))
        return _quoting(asked)
    judge = _JUDGES.get(asked.form.name)
    if judge is None:
        return _quoting(asked)
    return Said(judge(asked), "tool")


def _judged(yes: bool) -> str:
    return f'{{"binary_score": "{"yes" if yes else "no"}"}}'


def _bears(asked: Asked) -> str:
    wanted, (text, *_) = _words(question_of(asked)), passages_of(asked.prompt).values()
    return _judged(bool(wanted & _words(text)))  # a keyword is enough, as its prompts usually say


def _rests(asked: Asked) -> str:
    answer = _MARKER.sub("", asked.prompt.rpartition("Answer: ")[2])
    texts = " ".join(" ".join(passages_of(asked.prompt).values()).split())
    return _judged(all(said in texts for said in sentences(answer)))


def _useful(asked: Asked) -> str:
    return _judged(NOT_THERE not in asked.prompt)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


_JUDGES: dict[str, Callable[[Asked], str]] = {
    "RouteQuery": lambda asked: '{"datasource": "documents"}',
    "GradeDocument": _bears,
    "GradeGrounded": _rests,
    "GradeUseful": _useful,
}

if __name__ == "__main__":
    main()
