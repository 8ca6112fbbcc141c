import io

import pytest
from rich.console import Console

from trivium.cli.answer import OUTCOMES, Flow, Screen

SOURCE = {
    "number": 1,
    "document_id": "d",
    "passage_id": "p",
    "title": "Handbook [2026]",
    "context": "Leave > Parental leave",
    "url": "",
    "page": 3,
    "start": 0,
    "end": 9,
    "quote": "Twenty\nfour weeks.",
}
FINISHED = {
    "type": "finished",
    "id": "r1",
    "outcome": "grounded",
    "route": "long_context",
    "text": "",
    "citations": [SOURCE],
    "degraded": [],
    "stopped": "settled",
    "tokens_in": 0,
    "tokens_out": 0,
    "cost_usd": 0.0,
    "ms": 41.3,
}
ROUTED = {
    "type": "routed",
    "route": "long_context",
    "model": "",
    "confidence": 0.9,
    "forced": False,
    "reason": "The whole of it is asked for.",
    "alternatives": {},
}


def sentence(index, text, label="supported"):
    return {
        "type": "sentence",
        "index": index,
        "text": text,
        "label": label,
        "score": 1.0,
        "citations": [],
    }


def rung(name):
    return {"type": "rung", "name": name, "why": "", "queries": []}


def shown(*events, terminal=False, width=60):
    file = io.StringIO()
    out = Console(file=file, force_terminal=terminal, width=width, color_system=None)
    with Screen(out) as screen:
        for event in events:
            screen.show(event)
    return file.getvalue()


def test_into_a_pipe_goes_the_answer_with_route_sources_and_outcome():
    assert shown(ROUTED, sentence(0, "One. [1]"), sentence(1, " Two."), FINISHED) == (
        "One. [1] Two.\n"
        "\n"
        "[1] Handbook [2026] › Leave › Parental leave, page 3\n"
        "    “Twenty four weeks.”\n"
        "\n"
        "✓ grounded: every sentence is supported by its source\n"
        "→ long context: The whole of it is asked for\n"
        "  41 ms, receipt r1\n"
    )


def test_on_a_terminal_no_line_is_wider_than_it():
    long = " ".join(["word"] * 60) + " [1]"
    lines = shown(ROUTED, sentence(0, long), FINISHED, terminal=True, width=40).splitlines()
    assert max(len(line.rstrip()) for line in lines if "\x1b" not in line) <= 40
    assert all(line.startswith("  ") for line in lines if "word" in line)


def test_the_words_of_a_terminal_are_those_of_the_answer():
    file = io.StringIO()
    flow = Flow(Console(file=file, force_terminal=True, width=30, color_system=None))
    for text in ("First sen", "tence, cut anywhere. [1]", "\n\n- an item\n- another"):
        flow.write(text)
    assert file.getvalue().split() == [
        *("First", "sentence,", "cut", "anywhere.", "[1]", "-", "an", "item", "-", "another")
    ]


def test_headings_lose_their_marks_on_a_terminal_and_keep_them_in_a_pipe():
    text = "## Leave\n\nTwenty days. [1]"
    assert "  Leave\n\n  Twenty days. [1]\n" in shown(sentence(0, text), FINISHED, terminal=True)
    assert "## Leave\n\nTwenty days. [1]\n" in shown(sentence(0, text), FINISHED)


def test_the_rungs_that_were_climbed_are_named():
    assert "; then rewrite, widen" in shown(ROUTED, rung("rewrite"), rung("widen"), FINISHED)


def test_a_sentence_refuted_after_it_left_is_shown_again():
    verdict = {
        "type": "verdict",
        "index": 0,
        "label": "unsupported",
        "score": 0.1,
        "reason": "",
    }
    out = shown(ROUTED, sentence(0, "Ten weeks.", "pending"), verdict, FINISHED)
    assert "✗ not supported: Ten weeks." in out


def test_what_is_degraded_is_said():
    assert "! degraded: no_dense" in shown({**FINISHED, "degraded": ["no_dense"]})


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_its_words(outcome):
    assert f"{outcome.replace('_', ' ')}: " in shown(ROUTED, {**FINISHED, "outcome": outcome})


def test_a_document_cannot_command_the_terminal():
    evil = {**SOURCE, "title": "\x1b]0;gotcha\x07", "quote": "\x1b[2J"}
    assert "\x1b" not in shown(sentence(0, "\x1b[31mred"), {**FINISHED, "citations": [evil]})
