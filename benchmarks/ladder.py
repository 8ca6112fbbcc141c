"""What the ladder gains on NQ when the first query is made bad on purpose.

Every question goes through the whole graph over the embedded members, once with the default ladder
and once with none. The store hears something else than the question: a third of the questions
without their telling words, a third with each telling word misspelt, a third replaced by another
question altogether. Whatever else is searched for, it hears as it is; the answerer and the checker
read the question as it was asked. `ladder_gain` counts answers that end `grounded`;
`ladder_gain_right` those with a gold answer in their text. `ladder_broken` is the share of first
searches among whose kept passages none holds a gold answer. `ladder_gain_slip` is another case:
the longest word of the asker's own question is misspelt, and so the answerer reads it too.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import nq
from benchmarks.common import arguments, report
from benchmarks.spoiled import KINDS, SpoiledStore, spoil
from trivium import Context, Question, Services
from trivium.adapters.ledgers.memory import MemoryLedger
from trivium.adapters.receipts import Receipt
from trivium.graph.builder import Graph, build_graph
from trivium.graph.settings import Settings
from trivium.graph.wiring import close, services_from


@dataclass(frozen=True, slots=True)
class Run:
    """A question asked with and without a ladder; `broken` where the first search found nothing."""

    kind: str
    one: nq.Asked
    climbed: Receipt
    plain: Receipt
    broken: bool


def main() -> None:
    """Measure, print how each kind went, and write the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="keep the corpus in this folder for next time")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home.mkdir(parents=True, exist_ok=True)
        report(asyncio.run(_measure(given, home)), given.json)


async def _measure(given: Any, home: Path) -> dict[str, float]:
    services = replace(services_from(Settings(home=home)), ledger=MemoryLedger())
    asked = nq.questions(given.data)
    await nq.fill(services.store, services.embedder, asked, home)
    sample = random.Random(given.seed).sample(asked, given.questions)
    kinds = {one.question: KINDS[place % len(KINDS)] for place, one in enumerate(sample)}
    texts = [one.question for one in asked]
    instead = {text: spoil(text, kind, texts, given.seed) for text, kind in kinds.items()}
    runs = [run async for run in _runs(services, sample, kinds, instead)]
    for kind in KINDS:
        print(f"{kind}:")
        report(_figures([run for run in runs if run.kind == kind]), None)
    print("a slip in the asker's own question:")
    typed = {one.question: spoil(one.question, "slip", texts, given.seed) for one in sample}
    theirs = _figures([run async for run in _typed(services, sample, typed)])
    report(theirs, None)
    await close(services)
    print("all kinds together:")
    return {**_figures(runs), "ladder_gain_slip": theirs["ladder_gain"]}


async def _runs(
    services: Services, sample: Sequence[nq.Asked], kinds: Mapping[str, str], instead: Any
) -> Any:
    store = SpoiledStore(services.store, services.embedder, instead)
    graph = build_graph(replace(services, store=store))
    for one in sample:
        climbed, plain = await _both(graph, services, one.question)
        kept = store.first.get(one.question, [])[: Context().keep]
        broken = not any(one.answered_by(hit.passage.text) for hit in kept)
        yield Run(kinds[one.question], one, climbed, plain, broken)


async def _typed(services: Services, sample: Sequence[nq.Asked], typed: Mapping[str, str]) -> Any:
    store = SpoiledStore(services.store, services.embedder, {text: text for text in typed.values()})
    graph = build_graph(replace(services, store=store))
    for one in sample:
        climbed, plain = await _both(graph, services, typed[one.question])
        kept = store.first.get(typed[one.question], [])[: Context().keep]
        broken = not any(one.answered_by(hit.passage.text) for hit in kept)
        yield Run("typed", one, climbed, plain, broken)


async def _both(graph: Graph, services: Services, question: str) -> tuple[Receipt, Receipt]:
    return (
        await _asked(graph, services, question, Context()),
        await _asked(graph, services, question, Context(ladder=())),
    )


async def _asked(graph: Graph, services: Services, question: str, context: Context) -> Receipt:
    state = await graph.ainvoke(Question(question=question), context=context)
    receipt = await services.ledger.receipt(context.principal, state["id"])
    assert receipt is not None
    return receipt


def _figures(runs: Sequence[Run]) -> dict[str, float]:
    climbed = [(run.one, run.climbed) for run in runs]
    plain = [(run.one, run.plain) for run in runs]
    return {
        "ladder_gain": _grounded(climbed) - _grounded(plain),
        "ladder_gain_right": _right(climbed) - _right(plain),
        "ladder_grounded": _grounded(climbed),
        "ladder_grounded_without": _grounded(plain),
        "ladder_right": _right(climbed),
        "ladder_right_without": _right(plain),
        "ladder_broken": sum(run.broken for run in runs) / len(runs),
    }


def _grounded(ended: Sequence[tuple[nq.Asked, Receipt]]) -> float:
    return sum(receipt.outcome == "grounded" for _, receipt in ended) / len(ended)


def _right(ended: Sequence[tuple[nq.Asked, Receipt]]) -> float:
    right = [r.outcome == "grounded" and one.answered_by(r.text) for one, r in ended]
    return sum(right) / len(ended)


if __name__ == "__main__":
    main()
