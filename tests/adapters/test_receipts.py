"""Receipts as rows of JSON, of this version, of older and of newer ones."""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trivium.adapters.receipts import Citation, Claim, Feedback, Receipt, Shadow, StepRecord

words = st.text(max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
mappings = st.dictionaries(words, numbers, max_size=2)
citations = st.lists(st.builds(Citation, url=words, context=words), max_size=2).map(tuple)
claims = st.lists(st.builds(Claim, score=numbers, reason=words), max_size=2).map(tuple)
times = {"start_ms": numbers, "ms": numbers}
steps = st.lists(st.builds(StepRecord, failed=claims, **times), max_size=2).map(tuple)
shadows = st.none() | st.builds(Shadow, claims=claims, text=words, ms=numbers, cost_usd=numbers)
receipts = st.builds(
    Receipt,
    at=numbers,
    confidence=numbers,
    alternatives=mappings,
    features=mappings,
    evidence=st.lists(st.dictionaries(words, words, max_size=2), max_size=2).map(tuple),
    citations=citations,
    claims=claims,
    steps=steps,
    members=st.dictionaries(words, words, max_size=2),
    shadow=shadows,
    feedback=st.lists(st.builds(Feedback), max_size=2).map(tuple),
)


@given(receipts)
def test_a_row_is_what_the_standard_library_would_make_of_it(receipt: Receipt) -> None:
    assert receipt.as_json() == asdict(receipt)


@given(receipts)
def test_a_receipt_survives_its_row(receipt: Receipt) -> None:
    assert Receipt.from_json(json.loads(json.dumps(receipt.as_json()))) == receipt


@given(receipts)
def test_what_a_newer_version_adds_is_passed_over(receipt: Receipt) -> None:
    row = _with_news(json.loads(json.dumps(receipt.as_json())))
    assert Receipt.from_json(row) == receipt


@given(receipts)
def test_what_an_older_version_did_not_have_gets_its_default(receipt: Receipt) -> None:
    required = [f.name for f in fields(Receipt) if _required(f)]
    row = receipt.as_json()
    assert Receipt.from_json({name: row[name] for name in required}).feedback == ()


def _with_news(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("citations", "claims", "steps", "feedback", "failed"):
        inner = row.get(name, [])
        row = {
            **row,
            name: [_with_news(each) if isinstance(each, dict) else each for each in inner],
        }
    return {**row, "of a newer version": {"nested": [1, None]}}


def _required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
