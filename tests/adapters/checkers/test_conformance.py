"""What every checker does, run over every member in the folder."""

from __future__ import annotations

from typing import get_args

import pytest

from trivium.adapters.base import Checker, Parts
from trivium.adapters.load import load, members
from trivium.adapters.terms import Label, Passage, Scope

TEXT = "The harbour closes at night. Ships wait outside until the pilot boat comes out."
CLAIMS = [
    "The harbour closes at night.",
    "Ships may sail in at any hour.",
    "",
    "\x00",
    "\ud800",
    "?",
    "|||",
    "日本語の文です。",
    "word " * 20_000,
    "x" * 1_000_000,
]


@pytest.fixture(params=members("checkers"))
def checker(request: pytest.FixtureRequest, with_model: Parts) -> Checker:
    made: Checker = load("checkers", request.param).connect(with_model)
    return made


def evidence(*texts: str) -> list[Passage]:
    return [
        Passage(id=str(i), document_id="d", version="", ordinal=i, start=0, end=len(t), text=t)
        for i, t in enumerate(texts)
    ]


def test_says_its_name(checker: Checker) -> None:
    assert checker.name


@pytest.mark.parametrize("texts", [(), (TEXT,), (TEXT, ""), ("\ud800\x00", TEXT)])
async def test_one_verdict_a_claim_in_order(checker: Checker, texts: tuple[str, ...]) -> None:
    verdicts = await checker.check(CLAIMS, evidence(*texts), scope=Scope())

    assert [verdict.claim for verdict in verdicts] == CLAIMS
    for verdict in verdicts:
        assert verdict.label in get_args(Label)
        assert 0 <= verdict.score <= 1
        assert verdict.reason


async def test_what_carries_a_claim_can_be_shown(checker: Checker) -> None:
    texts = evidence("Bread needs flour.", TEXT)

    for verdict in await checker.check(CLAIMS[:2], texts, scope=Scope()):
        if verdict.supported:
            assert verdict.passage is not None
            assert verdict.span is not None
            start, end = verdict.span
            assert 0 <= start < end <= len(texts[verdict.passage].text)
        else:
            assert verdict.passage is None
            assert verdict.span is None


async def test_without_evidence_nothing_is_supported(checker: Checker) -> None:
    verdicts = await checker.check(CLAIMS, [], scope=Scope())

    assert not any(verdict.supported for verdict in verdicts)


async def test_a_sentence_of_the_evidence_is_supported(checker: Checker) -> None:
    [verdict] = await checker.check(["The harbour closes at night."], evidence(TEXT), scope=Scope())

    assert verdict.supported


async def test_no_claims_no_verdicts(checker: Checker) -> None:
    assert await checker.check([], evidence(TEXT), scope=Scope()) == []
