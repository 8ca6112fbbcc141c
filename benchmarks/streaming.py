"""What leaves a `verify` stream when the answerer makes up one sentence in five.

2,000 questions over all five routes, through the library, with the real store, search, reranker
and checker over the NQ passages. The answerer is scripted: it takes the sentences of the passage
that answers (on `tuned` and `direct` those of the asker's own text), quotes or lightly rewords
them, and puts made-up ones among them, in prose, lists and under headings, with the chatter that
models add. After a failure it goes on behind the sentence that failed.

`unverified_sent` counts what left without a supported verdict of the checker that names it, be it
by its label or by what the checker was seen to say; Trivium's own sentences (that there is no
answer) and, on `direct`, courtesies are not the answerer's and not counted. `made_up_sent` and
`good_lost` are shares of the made-up and of the good sentences that were judged.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import nq
from benchmarks.common import arguments, report
from benchmarks.made_up import Unit, honest, made_up, whole_sentences
from trivium import Contract, Settings, Trivium, Verdict
from trivium.adapters._text import normal
from trivium.adapters.base import Checker
from trivium.adapters.courtesies import courtesy
from trivium.adapters.terms import Ask, Passage, Scope, Usage
from trivium.nodes.cite import bare
from trivium.nodes.finish import NOTHING_FOUND, NOTHING_HOLDS, NOTHING_SAID, OUT_OF_TIME

ROUTES = ("retrieval", "long_context", "hybrid", "tuned", "direct")
_OWN = {NOTHING_FOUND, NOTHING_HOLDS, NOTHING_SAID, OUT_OF_TIME}
_MADE_UP_SHARE = 0.2
_MOST = 5
_CONTRACT = Contract(name="notes", purpose="rewrites notes", examples=("Tidy up these notes.",))
_CHATTER = ("Sure! ", "Here is what I found. ", "Great question! ", "", "", "")


@dataclass
class Told:
    """An answer that is to be given, and the sentence at which the last attempt began."""

    units: list[Unit]
    shape: str
    begun: int = -1

    def rest(self, kept: str) -> list[Unit]:
        """Return what is still to be said, behind what was kept and the sentence that failed."""
        if self.begun >= 0:
            while self.begun < len(self.units) and normal(self.units[self.begun].text) in kept:
                self.begun += 1
        self.begun += 1
        return self.units[self.begun :]


@dataclass
class Teller:
    """An answerer that mixes what stands in the evidence with what does not."""

    foreign: Sequence[str]
    chance: random.Random
    name: str = "teller"
    gold: Passage | None = None
    told: Told | None = None

    def turn_to(self, gold: Passage) -> None:
        """Get ready for the next question, which this passage answers."""
        self.gold, self.told = gold, None

    async def answer(self, ask: Ask) -> AsyncGenerator[str | Usage, None]:
        """Yield the answer word by word, behind what was kept and the sentence that failed."""
        told = self.told = self.told or self._make(ask)
        rest = told.rest(normal(ask.kept))
        for piece in re.findall(r"\s*\S+|\s+$", self._written(rest, told.shape)):
            yield piece
        yield Usage(member=self.name)

    def _make(self, ask: Ask) -> Told:
        gold = self.gold
        assert gold is not None
        said = whole_sentences(gold.text)[:_MOST]
        units = []
        for number, one in enumerate(said):
            if self.chance.random() < _MADE_UP_SHARE:
                units.append(made_up(one, gold.text, self._others(ask, gold), self.chance))
            else:
                units.append(honest(said[number:], self.chance))
        shape = self.chance.choice(("prose", "prose", "list", "heading"))
        return Told(units, shape)

    def _others(self, ask: Ask, gold: Passage) -> list[str]:
        seen = " ".join((gold.text, *(passage.text for passage in ask.passages)))
        found = self.chance.sample(list(self.foreign), 12)
        return [one for one in found if one not in seen] or [self.foreign[0]]

    def _written(self, units: Sequence[Unit], shape: str) -> str:
        before = self.chance.choice(_CHATTER)
        if shape == "list":
            items = "\n".join(f"- {unit.text} [1]" for unit in units)
            return f"{before}Here are the key points:\n\n{items}"
        heading = "## Overview\n\n" if shape == "heading" else ""
        return before + heading + " ".join(f"{unit.text} [1]" for unit in units)


@dataclass
class Witness:
    """The real checker, and what it was seen to support."""

    checker: Checker
    name: str = "embedded"
    supported: list[str] = field(default_factory=list[str])

    async def check(
        self, claims: Sequence[str], evidence: Sequence[Passage], *, scope: Scope
    ) -> list[Verdict]:
        """Have the checker judge, and remember what it supports."""
        verdicts = await self.checker.check(claims, evidence, scope=scope)
        self.supported += [normal(v.claim) for v in verdicts if v.supported]
        return verdicts

    def vouches(self, text: str) -> bool:
        """Say whether every line but headings is part of something it supported."""
        lines = [line for line in bare(text).splitlines() if line.strip()]
        said = [normal(line) for line in lines if not line.startswith("#")]
        return all(any(one in claim for claim in self.supported) for one in said)


class Count:
    """What was sent and what was held back, by kind and by route."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.unverified = 0
        self.wrong: list[str] = []

    def add(self, route: str, units: Sequence[Unit], left: str, failed: str) -> None:
        """Take down what became of one answer's sentences."""
        for unit in units:
            said = normal(unit.text)
            where = self.sent if said in left else self.refused if said in failed else None
            if where is not None:
                side = "good" if unit.good else "made up"
                for key in (side, f"{side}: {unit.kind}", f"{side} on {route}"):
                    where[key] += 1
                if unit.good == (where is self.refused):
                    self.wrong.append(f"{side} ({unit.kind}, {route}): {unit.text}")

    def share(self, key: str, *, sent: bool) -> float:
        """Return the share of these sentences that was sent, or refused."""
        both = self.sent[key] + self.refused[key]
        return (self.sent if sent else self.refused)[key] / both if both else 0.0

    def lines(self) -> Iterator[str]:
        """Describe everything that was counted."""
        for key in sorted(self.sent.keys() | self.refused.keys()):
            sent, refused = self.sent[key], self.refused[key]
            yield f"  {key:<24} {sent:6} sent {refused:6} held back"


def main() -> None:
    """Measure, print the kinds, and write the figures as JSON."""
    parser = arguments(__doc__)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong decisions")
    parser.add_argument("--keep", type=Path, help="keep the corpus in this folder for next time")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        report(asyncio.run(_measure(given, home)), given.json)


async def _measure(given: Any, home: Path) -> dict[str, float]:
    asked = [one for one in nq.questions(given.data) if len(whole_sentences(one.gold.text)) > 1]
    chance = random.Random(7)
    foreign = [whole_sentences(one.gold.text)[0] for one in asked]
    teller = Teller(foreign, chance)
    count, start = Count(), perf_counter()
    # A window of 8,000 tokens keeps `long_context` at some thirty passages a question.
    settings = Settings(home=home, window_tokens=8_000, deadline_s=0)
    made = Trivium.open(settings)
    await nq.fill(made.services.store, made.services.embedder, nq.questions(given.data), home)
    print(f"{perf_counter() - start:.0f} s to fill the store")
    witness = Witness(made.services.checker)
    services = replace(
        made.services, answerer=teller, checker=witness, contracts=(_CONTRACT,),
        tuned={_CONTRACT.name: teller}, reads_tokens=0,
    )  # fmt: skip
    async with Trivium.open(settings, services) as trivium:
        for number in range(given.questions):
            route, one = ROUTES[number % len(ROUTES)], asked[number % len(asked)]
            await _ask(trivium, teller, witness, count, route, one)
    print(*count.lines(), *chance.sample(count.wrong, min(given.show, len(count.wrong))), sep="\n")
    print(f"{perf_counter() - start:.0f} s for {given.questions} questions")
    made_up_sent = count.share("made up", sent=True)
    return {
        "unverified_sent": count.unverified,
        "made_up_sent": made_up_sent,
        "good_lost": count.share("good", sent=False),
    }


async def _ask(
    trivium: Trivium, teller: Teller, witness: Witness, count: Count, route: str, one: nq.Asked
) -> None:
    question = _worded(route, one)
    teller.turn_to(one.gold)
    witness.supported = []
    events = [event async for event in trivium.stream(question, route=route, mode="verify")]
    said = [event for event in events if event["type"] == "sentence"]
    for event in said:
        text = event["text"].strip()
        if text in _OWN or (route == "direct" and courtesy(bare(text))):
            continue
        if event["label"] != "supported" or not witness.vouches(text):
            count.unverified += 1
            print(f"unverified on {route}: {event['label']} {text!r}")
    receipt = await trivium.receipt(events[-1]["id"])
    failed = " | ".join(normal(claim.text) for step in receipt.steps for claim in step.failed)
    units = teller.told.units if teller.told else []
    count.add(route, units, normal(receipt.text), failed)


def _worded(route: str, one: nq.Asked) -> str:
    if route == "tuned":
        return f"Tidy up these notes: {one.gold.text}"
    return f"Hello! {one.gold.text}" if route == "direct" else one.question


if __name__ == "__main__":
    main()
