"""`decide` is a plain function: from scripts, threads and running loops."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from trivium import Setting, decide
from trivium.adapters.errors import BadInput

LARGE = Setting(corpus_tokens=5_000_000, corpus_documents=900)


def test_it_decides_without_a_loop() -> None:
    decision = decide("When does the guarantee on the boiler end?", LARGE)

    assert decision.route == "retrieval"
    assert decision.confidence > 0.5
    assert set(decision.alternatives) == {"direct", "retrieval", "long_context"}


async def test_it_decides_inside_a_running_loop() -> None:
    assert decide("good evening", LARGE).route == "direct"


def test_many_threads_may_decide_at_once() -> None:
    questions = [f"Who signed contract {i}?" for i in range(16)]
    with ThreadPoolExecutor(8) as pool:
        routes = list(pool.map(lambda question: decide(question, LARGE).route, questions))

    assert set(routes) == {"retrieval"}


def test_a_mapping_is_a_setting() -> None:
    assert decide("hello", {"corpus_tokens": 10}).route == "direct"
    with pytest.raises(BadInput, match="corpus_tokens"):
        decide("hello", {"corpus_tokn": 10})


def test_a_long_request_is_decided_by_its_edges() -> None:
    letter = "Dear Sir, the meeting was long and the minutes are longer. " * 200

    assert decide(f"Translate into French: {letter}", LARGE).route == "direct"


@pytest.mark.parametrize(
    "question",
    [
        "Ab wann gilt der Mutterschutz?",
        "Qui doit approuver les notes de frais ?",
        "¿Cuándo vence el contrato?",
        "合同什么时候到期？",
        "متى ينتهي العقد؟",
        "Когда истекает договор?",
        "契約はいつ終了しますか",
        "계약은 언제 끝나나요?",
        "Πότε λήγει η σύμβαση;",
        "अनुबंध कब समाप्त होता है?",
    ],
)
def test_a_question_in_any_language_reaches_the_documents(question: str) -> None:
    assert decide(question, LARGE).route == "retrieval"


@pytest.mark.parametrize(
    "greeting", ["Guten Tag", "bonjour", "你好", "Привет!", "مرحبا", "gracias"]
)
def test_a_greeting_in_any_language_needs_none(greeting: str) -> None:
    assert decide(greeting, LARGE).route == "direct"


@pytest.mark.parametrize("question", ["What is this?", "Why?", "Lindqvist", "parking", "and then?"])
def test_what_says_little_is_looked_up(question: str) -> None:
    assert decide(question, LARGE).route == "retrieval"


def test_the_reason_names_the_figure_that_decided() -> None:
    manual = Setting(corpus_tokens=50_000, corpus_documents=1, window_tokens=128_000)
    restless = Setting(corpus_tokens=50_000, corpus_documents=300, changes_per_week=45)
    question = "How long is the probation period?"

    assert "50,000 tokens" in decide(question, manual).reason
    assert "45 documents change in a week" in decide(question, restless).reason
    assert "do not fit" in decide(question, LARGE).reason
