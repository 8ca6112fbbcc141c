"""What stays in a receipt when a document that it rests on is deleted."""

from __future__ import annotations

from dataclasses import replace

from trivium.adapters.ledgers._forget import GONE, documents_of, without_quotes
from trivium.adapters.receipts import Claim, Receipt, StepRecord

from .test_conformance import cite, receipt

LEAVE, OIL = "Staff get 28 days.", "The pump needs oil."


def claim(text: str, *numbers: int, label: str = "supported", reason: str = "") -> Claim:
    return Claim(text=text, label=label, score=0.9, citations=numbers, reason=reason)  # type: ignore[arg-type]


def resting_on_two(*claims: Claim) -> Receipt:
    text = " ".join(f"{c.text}{''.join(f' [{n}]' for n in c.citations)}" for c in claims)
    citations = (cite("a", LEAVE), replace(cite("b", OIL), number=2))
    return replace(receipt(documents=("a", "b")), text=text, citations=citations, claims=claims)


def test_sentences_that_rest_on_other_documents_stay() -> None:
    left = without_quotes(resting_on_two(claim(LEAVE, 1), claim(OIL, 2)), "a")
    assert left.text == f"{GONE} [1] {OIL} [2]"
    assert [c.text for c in left.claims] == [GONE, OIL]
    assert [c.quote for c in left.citations] == ["", OIL]


def test_a_sentence_that_was_held_back_may_quote_and_goes() -> None:
    held = claim("Staff get 29 days.", label="unsupported", reason="29 is not 28 days")
    step = StepRecord(name="answer", start_ms=0, ms=1, note="not supported: 29", failed=(held,))
    given = resting_on_two(claim(OIL, 2))
    left = without_quotes(replace(given, steps=(step,), claims=(*given.claims, held)), "a")
    assert OIL not in left.text
    assert "29" not in str(left)


def test_a_heading_goes_with_the_document_that_is_cited_and_else_stays() -> None:
    heading = claim("Annual leave", label="no_claim")
    given = resting_on_two(heading, claim(OIL, 2))
    assert without_quotes(given, "b").claims[0].text == GONE
    unquoted = replace(given, citations=given.citations[1:])
    assert without_quotes(unquoted, "a").text == unquoted.text


def test_queries_and_notes_keep_only_the_askers_own_words() -> None:
    given = replace(receipt(documents=("a",)), question="Why?", standalone="Why oil?")
    given = replace(given, queries=("Why?", "pump oil"))
    left = without_quotes(given, "a")
    assert (left.question, left.standalone, left.queries) == ("Why?", GONE, ("Why?", GONE))


def test_ids_offsets_and_hashes_stay_and_the_document_is_named() -> None:
    given = receipt(documents=("a", "b"))
    left = without_quotes(given, "a")
    assert left.deleted == ("a",)
    assert documents_of(left) == {"a", "b"}
    assert [(c.hash, c.start, c.end) for c in left.citations] == [("h", 3, 22)] * 2


def test_forgetting_twice_is_forgetting_once() -> None:
    once = without_quotes(resting_on_two(claim(LEAVE, 1)), "a")
    assert without_quotes(once, "a") == once
