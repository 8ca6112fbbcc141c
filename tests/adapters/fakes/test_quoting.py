"""The fake model that reads answers from numbered passages, and makes up what it is told to."""

from __future__ import annotations

from trivium.adapters.fakes.asked import Asked
from trivium.adapters.fakes.quoting import GREETING, NOT_THERE, Quoting, least

from .conftest import ANSWER, PROMPT


def asked(prompt: str) -> Asked:
    return Asked("", "m", [("system", "Answer."), ("user", prompt)], {})


def test_it_quotes_what_shares_words_with_the_question() -> None:
    assert Quoting()(asked(PROMPT)).text == ANSWER


def test_it_reads_lines_that_begin_with_a_number() -> None:
    prompt = "[1] Lunch is at noon.\n[2] Leave is 28 days.\n\nQuestion: How long is leave?"

    assert Quoting()(asked(prompt)).text == "Leave is 28 days. [2]"


def test_it_says_so_when_nothing_fits_and_greets_without_passages() -> None:
    nothing = PROMPT.replace("How long is annual leave", "Who won the regatta")

    assert Quoting()(asked(nothing)).text == NOT_THERE
    assert Quoting()(asked("Hello!")).text == GREETING


def test_a_made_up_sentence_has_another_number() -> None:
    said = Quoting(made_up=1.0)(asked(PROMPT)).text

    assert said.startswith("Annual leave is ")
    assert said != ANSWER


def test_the_share_made_up_is_as_told_and_the_same_each_time() -> None:
    prompts = [PROMPT.replace("annual leave?", f"annual leave in year {n}?") for n in range(400)]

    said = [Quoting(sentences=1, made_up=0.2)(asked(prompt)).text for prompt in prompts]

    assert 0.14 < sum(text != ANSWER for text in said) / len(said) < 0.26
    assert said == [Quoting(sentences=1, made_up=0.2)(asked(prompt)).text for prompt in prompts]


def test_the_least_of_a_schema_follows_references_and_limits() -> None:
    schema = {
        "type": "object",
        "properties": {
            "verdicts": {"type": "array", "items": {"$ref": "#/$defs/Verdict"}, "minItems": 2},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "score": {"type": "number", "minimum": 1},
        },
        "$defs": {"Verdict": {"type": "object", "properties": {"of": {"const": "yes"}}}},
    }

    assert least(schema) == {"verdicts": [{"of": "yes"}, {"of": "yes"}], "note": "", "score": 1}
