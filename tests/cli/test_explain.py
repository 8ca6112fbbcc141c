"""The tree of a run, made from its receipt."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from rich.text import Text

from trivium.adapters.receipts import Claim, Receipt, StepRecord
from trivium.cli.explain import STOPS, explain
from trivium.cli.output import WIDTH
from trivium.nodes.state import Stop

SKY = Claim(text="The sky is blue.", label="supported", score=0.93, citations=(1,))
CATS = Claim(text="Cats can fly.", label="unsupported", score=0.1, reason="nothing says so")


def step(name, ms=1.0, **more):
    return StepRecord(name=name, start_ms=0.0, ms=ms, **more)


CLIMBED = Receipt(
    id="r_1",
    at=0.0,
    tenant="default",
    user="local",
    thread="",
    question="What is blue?",
    standalone="What is blue?",
    route="retrieval",
    reason="a look-up",
    confidence=0.8,
    forced=False,
    outcome="grounded",
    stopped="settled",
    text="The sky is blue. [1]",
    alternatives={"retrieval": 0.8, "long_context": 0.2},
    rungs=("rewrite",),
    claims=(SKY,),
    steps=(
        step("condense"),
        step("classify", note="retrieval: a look-up"),
        step("search", ms=120.0, note="40 passages for What is blue?"),
        step("answer", failed=(CATS,), tokens_in=1200, tokens_out=30, cost_usd=0.0012),
        step("check"),
        step("escalate", note="rewrite: ask in other words"),
        step("search"),
        step("answer", sentences=1),
        step("check"),
    ),
    tokens_in=1200,
    tokens_out=30,
    cost_usd=0.0012,
    ms=151.0,
)


def drawn(receipt, standing=None, *, width=80, terminal=False):
    file = io.StringIO()
    out = Console(
        file=file, width=width, force_terminal=terminal, markup=False, highlight=False, emoji=False
    )
    explain(out, receipt, standing)
    return file.getvalue()


def test_a_run_that_climbed_reads_like_this():
    assert drawn(CLIMBED).splitlines() == [
        "What is blue?",
        "├── condense  1.0 ms",
        "├── classify  1.0 ms  a look-up",
        "│   ├── → retrieval  sure to 0.80",
        "│   └── others  long context 0.20",
        "├── search  120 ms  40 passages for What is blue?",
        "├── answer  1.0 ms  1,200 tokens in, 30 out, $0.0012",
        "│   └── ✗ held back: Cats can fly.  0.10  nothing says so",
        "├── check  1.0 ms",
        "├── rewrite  1.0 ms  ask in other words",
        "│   ├── search  1.0 ms",
        "│   ├── answer  1.0 ms",
        "│   │   └── ✓ The sky is blue. [1]  0.93",
        "│   └── check  1.0 ms",
        "└── ✓ grounded: every sentence is supported by its source  stopped: nothing is left to do"
        "  151 ms in all  1,200 tokens in, 30 out, $0.0012",
    ]


def test_a_run_out_of_budget_says_where_it_was_cut_off():
    cut = step("search", note="cut off at the deadline")
    out = replace(
        CLIMBED, steps=(*CLIMBED.steps[:2], cut), outcome="budget_exhausted", stopped="deadline"
    )
    assert "search  1.0 ms  cut off at the deadline" in drawn(out)
    assert "✗ budget exhausted: the budget ran out first  stopped: its time was up" in drawn(out)


def test_a_receipt_from_before_steps_counted_sentences_shows_them_under_the_last_answer():
    steps = tuple(replace(each, sentences=0, failed=()) for each in CLIMBED.steps)
    rows = drawn(replace(CLIMBED, steps=steps)).splitlines()
    assert rows.index("│   │   └── ✓ The sky is blue. [1]  0.93") > rows.index(
        "├── rewrite  1.0 ms  ask in other words"
    )


@pytest.mark.parametrize("width", [24, 40, 80, 200])
def test_on_a_terminal_it_has_colours_and_keeps_to_the_width(width):
    out = drawn(replace(CLIMBED, question="What " * 60), width=width, terminal=True)
    assert "\x1b[" in out
    rows = [Text.from_ansi(row).plain for row in out.splitlines()]
    assert max(map(len, rows)) <= min(width, WIDTH)


def test_into_a_pipe_lines_stay_whole_and_plain():
    out = drawn(replace(CLIMBED, question="What " * 60), width=40)
    assert len(out.splitlines()[0]) == 299
    assert "\x1b" not in out


def test_what_documents_hold_does_not_command_the_terminal():
    evil = replace(SKY, text="blue\x1b[2J\u202e sky")
    assert "\x1b[2J" not in drawn(replace(CLIMBED, claims=(evil,)), terminal=True)


def test_every_reason_to_stop_has_words():
    assert set(STOPS) == set(Stop.__args__)
