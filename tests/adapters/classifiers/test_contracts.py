"""Which registered model a question is for, and whether it needs the documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trivium import Contract, Setting, decide

HAIKU = Contract(
    name="haiku",
    purpose="Haiku about the seasons",
    snapshot="2026-01-31",
    topics=("seasons", "weather"),
    examples=(
        "A haiku about the first frost",
        "Write a haiku on melting snow",
        "haiku, crickets in August",
        "Three lines about fog, 5-7-5",
        "Please make a haiku of autumn leaves",
    ),
)
FAULTS = Contract(
    name="fault-report",
    purpose="Fault reports on lifts in the house form, from the log of the lift",
    examples=(
        "Write the fault report for lift 12",
        "Report on the stop between floors in Kern Street",
        "fault report, lift 3, door did not close",
        "Draft the report on Monday's outage of lift 40",
        "monthly fault summary for the Adler building",
    ),
)
SETTING = Setting(
    corpus_tokens=40_000, corpus_documents=30, questions_per_hour=10, models=(HAIKU, FAULTS)
)
ALMANAC = replace(SETTING, corpus_tokens=3_000_000, corpus_documents=800, changes_per_week=60)


def test_a_request_of_its_kind_takes_the_model() -> None:
    decision = decide("haiku about the last swallow leaving", SETTING)

    assert (decision.route, decision.model) == ("tuned", "haiku")
    assert "'haiku'" in decision.reason


def test_of_several_the_best_is_taken_and_reads_where_facts_stand() -> None:
    decision = decide("Please write the fault report on lift 7 in Mill Lane", SETTING)

    assert (decision.route, decision.model) == ("hybrid", "fault-report")


@pytest.mark.parametrize(
    "question",
    ["Who maintains lift 12?", "hello", "Compare both maintenance contracts"],
)
def test_a_general_question_takes_no_model(question: str) -> None:
    assert decide(question, SETTING).model == ""


def test_three_examples_are_enough() -> None:
    short = replace(HAIKU, examples=HAIKU.examples[:3])

    assert decide("haiku about hail", replace(SETTING, models=(short,))).route == "tuned"


def test_documents_that_changed_on_its_topics_turn_tuned_into_hybrid() -> None:
    question = "haiku about hail"
    changed = replace(SETTING, changed_topics=("weather",))

    assert decide(question, SETTING).route == "tuned"
    assert decide(question, ALMANAC).route == "hybrid"
    assert decide(question, changed).route == "hybrid"
    assert "weather" in decide(question, changed).reason
    assert "2026-01-31" in decide(question, changed).reason


def test_other_topics_and_no_documents_leave_it_tuned() -> None:
    question = "haiku about hail"

    assert decide(question, replace(SETTING, changed_topics=("sports",))).route == "tuned"
    assert decide(question, replace(ALMANAC, corpus_tokens=0)).route == "tuned"


def test_without_a_model_its_routes_are_not_offered() -> None:
    offered = decide("haiku about hail", replace(SETTING, models=())).alternatives

    assert set(offered) == {"direct", "retrieval", "long_context"}


def test_lists_are_as_good_as_tuples() -> None:
    listed = replace(HAIKU, examples=list(HAIKU.examples))  # type: ignore[arg-type]

    assert decide("haiku about hail", replace(SETTING, models=[listed])).model == "haiku"  # type: ignore[arg-type]
