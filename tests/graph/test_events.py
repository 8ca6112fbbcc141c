"""Whatever the members do, the events of a run keep their order and agree with each other."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trivium import Context, Contract, Passage, Question, Verdict
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.terms import Ask, NoAnswer, Usage
from trivium.graph.builder import build_graph
from trivium.nodes.order import place_after

TEXTS = ("The sky is blue. Grass is green.", "Snow is white.\n\n```\nx = 1\n```\n")
CONTRACT = Contract(name="poet", purpose="writes verse", model="scripted")
ROUTES = ("direct", "retrieval", "long_context", "tuned", "hybrid")
READS = {"Thing: Snow; Colour: white": "Snow is white", "The colours are: Grass is green.": "Grass"}
SAID = (
    "The sky is blue. [1] ",
    "Grass is green [2]. ",
    "The sky is blue. [1] ",
    "Grass is green [2]. ",
    "Snow is white. [9]\n\n",
    "Cats can fly. [1] ",
    "Sure! ",
    "Hello! ",
    "\n## Sky\n\n",
    "\n\nThe colours are:\n",
    "\n- Grass is green. [1]\n",
    "\n| Thing | Colour |\n|---|---|\n| Snow | white |\n",
    "\n```\nx = 1\n```\n",
    "\n```\nrm -r\n```\n",
    "See [this](http://bad.example/) now. ",
    "The \u200bsky\u202e is blue. ",
    " ",
)
ATTEMPT = st.lists(st.sampled_from(SAID), max_size=5).map("".join)


@dataclass
class Free:
    """An answerer that does whatever it was dealt: speak, refuse, hang."""

    attempts: Sequence[str | None]
    size: int
    hangs: int
    tells: bool
    name: str = "free"
    asked: int = 0

    async def answer(self, ask: Ask) -> Any:
        said = self.attempts[min(self.asked, len(self.attempts) - 1)]
        self.asked += 1
        if said is None:
            yield NoAnswer(reason="not in there")
            return
        for start in range(0, len(said), self.size):
            if start >= self.hangs >= 0:
                await asyncio.sleep(3600)
            yield said[start : start + self.size]
        if self.tells:
            yield Usage(tokens_in=20, tokens_out=len(said) // 4, member=self.name)


def judged(claim: str, evidence: Sequence[Passage]) -> Verdict:
    if claim.strip(" .!") in ("Sure", "Hello", "The colours are:"):
        return Verdict(claim=claim, label="no_claim", score=0.0)
    words = READS.get(claim, claim).rstrip(".")
    for index, passage in enumerate(evidence):
        start = passage.text.find(words)
        if start >= 0 and words:
            span = (start, start + len(words))
            return Verdict(claim=claim, label="supported", score=1.0, passage=index, span=span)
    return Verdict(claim=claim, label="unsupported", score=0.0)


CASES = st.fixed_dictionaries(
    {
        "attempts": st.lists(st.one_of(ATTEMPT, st.none()), min_size=1, max_size=3),
        "size": st.integers(1, 12),
        "hangs": st.sampled_from([-1, -1, -1, 0, 20, 60]),
        "tells": st.booleans(),
    }
)
KNOBS = st.fixed_dictionaries(
    {
        "route": st.sampled_from(ROUTES),
        "mode": st.sampled_from(["verify", "annotate", "off"]),
        "ladder": st.lists(st.sampled_from(["rewrite", "widen", "stuff"]), unique=True).map(tuple),
        "max_tokens": st.sampled_from([0, 0, 100, 200]),
    }
)


@settings(max_examples=120)
@given(CASES, KNOBS)
def test_every_run_keeps_the_order(case: dict[str, Any], knobs: dict[str, Any]) -> None:
    events = asyncio.run(events_of(case, knobs))
    assert place_after(events, knobs["mode"]) == "over"
    agree(events)
    if knobs["mode"] == "verify":
        only_supported(events)


async def events_of(case: dict[str, Any], knobs: dict[str, Any]) -> list[Any]:
    from tests.graph.conftest import make

    answerer = Free(**case)
    run = await make(
        knobs["route"],
        [],
        texts=TEXTS,
        contracts=(CONTRACT,),
        answerer=answerer,
        checker=ScriptedChecker(judged),
        rewriter=ScriptedRewriter(lambda asked: [f"other words {len(asked.tried)}"]),
        tuned={"poet": answerer},
    )
    deadline_s = 0.08 if case["hangs"] >= 0 else 20.0
    context = Context(**knobs, deadline_s=deadline_s, model=_model(knobs["route"]))
    graph = build_graph(run.services)
    stream = graph.astream(Question(question="Sky?"), context=context, stream_mode="custom")
    return [event async for event in stream]


def _model(route: str) -> str:
    return "poet" if route in ("tuned", "hybrid") else ""


def agree(events: list[Any]) -> None:
    said = [event for event in events if event["type"] == "sentence"]
    end = events[-1]
    assert "".join(event["text"] for event in said) == end["text"]
    assert [event["index"] for event in said] == list(range(len(said)))
    numbers = {source["number"] for source in end["citations"]}
    prose = re.sub(r"```.*?```", "", end["text"], flags=re.DOTALL)
    assert {int(n) for n in re.findall(r"\[(\d+)\]", prose)} == numbers
    assert numbers == set(range(1, len(numbers) + 1))
    assert "bad.example" not in end["text"]
    assert not set("\u200b\u202e") & set(end["text"])


def only_supported(events: list[Any]) -> None:
    said = [event for event in events if event["type"] == "sentence"]
    labels = [event["label"] for event in said]
    own = len(said) == 1 and labels == ["no_claim"] and not events[-1]["citations"]
    assert own or set(labels) <= {"supported"}
    assert "Cats" not in events[-1]["text"]
    assert "rm -r" not in events[-1]["text"]
    assert "Sure" not in events[-1]["text"]
