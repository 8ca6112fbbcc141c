"""The ladder over the embedded members: every end that can come without a paid model does come.

Members that run here count against no budget of tokens or money, so these two ends cannot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trivium import Context, Question, Receipt, Services, Settings, Trivium
from trivium.graph.builder import build_graph
from trivium.ingest.report import Upload

LEAVE = "Full-time employees get 28 days of annual leave. Unused days lapse on 31 March."
OTHERS = [
    f"Form {n} is for orders of {kind}. It goes to the stores on floor {n}."
    for n, kind in enumerate(("paper", "lamps", "chairs", "cables", "desks", "pens"), 1)
]
ASKED = "How many days of annual leave do full-time employees get?"


@pytest.fixture
async def trivium(tmp_path: Path) -> AsyncIterator[Trivium]:
    async with Trivium.open(Settings(home=tmp_path)) as opened:
        uploads = [LEAVE, *OTHERS]
        await opened.add(
            [Upload(name=f"{n}.md", text=text, title=f"Page {n}") for n, text in enumerate(uploads)]
        )
        await opened.embed()
        yield opened


class Misled:
    """A store that hears something else than one question."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def search(self, query: Any, scope: Any, *, limit: int) -> Any:
        if query.text == ASKED:
            query = replace(query, text="orders of paper", vector=None)
        return await self._store.search(query, scope, limit=limit)


async def _run(services: Services, question: str, **knobs: Any) -> Receipt:
    context = Context(route="retrieval", **knobs)
    state = await build_graph(services).ainvoke(Question(question=question), context=context)
    receipt = await services.ledger.receipt(context.principal, state["id"])
    assert receipt is not None
    return receipt


async def test_a_question_that_is_answered_settles(trivium: Trivium) -> None:
    receipt = await _run(trivium.services, ASKED)
    assert (receipt.stopped, receipt.outcome, receipt.rungs) == ("settled", "grounded", ())


async def test_a_first_search_that_goes_wrong_is_made_good_by_other_words(
    trivium: Trivium,
) -> None:
    misled = replace(trivium.services, store=Misled(trivium.services.store))
    without = await _run(misled, ASKED, ladder=(), search_limit=3)
    receipt = await _run(misled, ASKED, search_limit=3)
    assert without.outcome == "abstained_no_evidence"
    assert (receipt.outcome, receipt.stopped, receipt.rungs) == (
        "grounded",
        "settled",
        ("rewrite",),
    )
    assert "28 days" in receipt.text


async def test_what_no_rung_finds_ends_with_the_ladder(trivium: Trivium) -> None:
    receipt = await _run(trivium.services, "Who won the world cup in 1954?", search_limit=2, keep=1)
    assert (receipt.stopped, receipt.outcome) == ("ladder_spent", "abstained_no_evidence")


async def test_where_all_was_read_at_once_nothing_new_is_found(tmp_path: Path) -> None:
    async with Trivium.open(Settings(home=tmp_path)) as trivium:
        await trivium.add([Upload(name="leave.md", text=LEAVE, title="Leave")])
        await trivium.embed()
        receipt = await _run(trivium.services, "Who won the world cup in 1954?")
    assert (receipt.stopped, receipt.outcome) == ("no_progress", "abstained_no_evidence")


async def test_out_of_time_it_says_so(trivium: Trivium) -> None:
    receipt = await _run(trivium.services, ASKED, deadline_s=0.001)
    assert (receipt.stopped, receipt.outcome) == ("deadline", "budget_exhausted")


async def test_evidence_of_an_earlier_turn_is_a_candidate_for_a_follow_up(
    trivium: Trivium,
) -> None:
    first = await trivium.ask(ASKED, thread="t")
    second = await trivium.ask("When do they lapse?", thread="t")
    assert second.receipt.standalone != "When do they lapse?"
    known = {each["passage_id"] for each in first.receipt.evidence if each["text"]}
    assert known & {each["passage_id"] for each in second.receipt.evidence}


async def test_a_change_of_topic_stands_alone(trivium: Trivium) -> None:
    await trivium.ask(ASKED, thread="t")
    other = "By the way, which form is for orders of lamps?"
    receipt = (await trivium.ask(other, thread="t")).receipt
    assert receipt.standalone == other
