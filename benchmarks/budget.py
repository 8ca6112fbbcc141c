"""How far past its deadline a run returns when a member does not: hanging in each of the steps.

Every run has a member that hangs at one place: the rewriter, the classifier, the search, the
reranker, the answerer before its first word or in the middle of its answer, the checker, the
rewriter on the ladder; asleep, asleep in a thread, or ignoring its first cancellation. The store
and the ledger are the real ones. A run is late by what it takes beyond its deadline, its receipt
included. Runs that got over it in time (a reranker may take only a share) are not counted.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.common import arguments, percentile, report
from trivium import Settings, Trivium
from trivium.adapters.answerers.scripted import ScriptedAnswerer
from trivium.adapters.base import Services
from trivium.adapters.terms import Ask, NoAnswer, Turn

TEXT = "Backups are kept for thirty days. They live in two places. Nobody else may read them."
QUESTION = "How long are backups kept?"
DEADLINES_S = (0.05, 0.1, 0.2, 0.4, 0.8)
Hang = Callable[[], Coroutine[Any, Any, None]]


async def asleep() -> None:
    """Hang as a connection does that nobody answers on."""
    await asyncio.sleep(3600)


async def stubborn() -> None:
    """Hang, and take the first cancellation for a reason to try again."""
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        await asyncio.sleep(3600)


class Blocked:
    """Hangs in a thread, which cannot be cancelled at all, until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()

    async def __call__(self) -> None:
        await asyncio.to_thread(self.free.wait, 60)

    def let_go(self) -> None:
        """Give the thread back: there are only a few."""
        self.free.set()
        self.free = threading.Event()


class Hanging:
    """A member that hangs in one method and hands everything else on to the real one."""

    def __init__(self, member: Any, method: str, hang: Hang) -> None:
        self._member, self._method, self._hang = member, method, hang

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._member, name)
        if name != self._method:
            return found

        async def hanging(*given: Any, **named: Any) -> Any:
            await self._hang()
            return await found(*given, **named)

        return hanging


class Speaking:
    """An answerer that says so many characters of an answer and then hangs."""

    name = "speaking"

    def __init__(self, said: str, hang: Hang) -> None:
        self._said, self._hang = said, hang

    async def answer(self, ask: Ask) -> Any:
        """Yield what is to be said, then hang."""
        for piece in self._said.split(" ") if self._said else ():
            yield f"{piece} "
        await self._hang()


def places(services: Services, hang: Hang) -> dict[str, Services]:
    """Return the services once for each place at which a run can hang."""
    s = services
    nothing = ScriptedAnswerer([NoAnswer(reason="not in there")])
    rewriting = Hanging(s.rewriter, "rewrite", hang)
    return {
        "condense": replace(s, rewriter=Hanging(s.rewriter, "condense", hang)),
        "classify": replace(s, classifier=Hanging(s.classifier, "classify", hang)),
        "corpus": replace(s, store=Hanging(s.store, "corpus", hang)),
        "embed": replace(s, embedder=Hanging(s.embedder, "query", hang)),
        "search": replace(s, store=Hanging(s.store, "search", hang)),
        "rerank": replace(s, reranker=Hanging(s.reranker, "rerank", hang)),
        "answer": replace(s, answerer=Speaking("", hang)),
        "stream": replace(s, answerer=Speaking("Backups are kept for thirty days. [1] They", hang)),
        "check": replace(s, checker=Hanging(s.checker, "check", hang)),
        "rewrite": replace(s, answerer=nothing, rewriter=rewriting),
    }


def main() -> None:
    """Measure, print the places, and write the figure as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="times every case is run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        late = asyncio.run(_measure(Path(folder), given.rounds))
    for case, times in late.items():
        most = f"late by {max(times):6.1f} ms at most" if times else "was got over"
        print(f"  {case:<24} {most}, {len(times)} runs")
    everything = [time for times in late.values() for time in times]
    print(f"{len(everything)} runs")
    report({"late_ms_p99": percentile(everything, 0.99)}, given.json)


async def _measure(home: Path, rounds: int) -> dict[str, list[float]]:
    late: dict[str, list[float]] = defaultdict(list)
    settings = Settings(home=home)
    async with Trivium.open(settings) as real:
        await _prepare(real, home)
        blocked = Blocked()
        hangs = {"asleep": asleep, "stubborn": stubborn, "in a thread": blocked}
        for kind, hang in hangs.items():
            for place, services in places(real.services, hang).items():
                for deadline_s in DEADLINES_S * rounds:
                    ms = await _late_ms(settings, services, deadline_s)
                    late[f"{place}, {kind}"] += [] if ms is None else [ms]
                    blocked.let_go()
    return late


async def _prepare(trivium: Trivium, home: Path) -> None:
    page = home / "backups.md"
    page.write_text(TEXT)
    await trivium.ingest([page])
    await trivium.ask(QUESTION)


async def _late_ms(settings: Settings, services: Services, deadline_s: float) -> float | None:
    """Run into the deadline once; return how far past it the run came back, in milliseconds.

    None for a run that ended by itself before.
    """
    trivium = Trivium(settings, services)
    start = perf_counter()
    history = [Turn(role="user", content="What about backups?")]
    stream = trivium.stream(QUESTION, history=history, route="retrieval", deadline_s=deadline_s)
    events = [event async for event in stream]
    took = perf_counter() - start
    assert events[-1]["type"] == "finished", events[-1]
    if events[-1]["outcome"] != "budget_exhausted" and took < deadline_s:
        return None
    return max(0.0, took - deadline_s) * 1000


if __name__ == "__main__":
    main()
