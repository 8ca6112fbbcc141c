"""What every ledger does, run over every member in the folder.

A member that needs a server runs the same tests in a folder of its own, `tests/<member>`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from time import time

import pytest

from trivium.adapters.base import Ledger, Parts
from trivium.adapters.load import load, members
from trivium.adapters.receipts import Citation, Claim, Feedback, Receipt, Shadow, StepRecord
from trivium.adapters.terms import Principal

ANN = Principal(user="ann", tenant="north")


TESTS = Path(__file__).parents[2]


@pytest.fixture(params=[name for name in members("ledgers") if not (TESTS / name).is_dir()])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    made: Ledger = load("ledgers", request.param).connect(Parts(home=tmp_path / "home"))
    yield made
    await made.close()


def cite(document_id: str, quote: str = "The pump needs oil.") -> Citation:
    return Citation(
        number=1,
        document_id=document_id,
        passage_id=f"{document_id}-0",
        version="1",
        hash="h",
        start=3,
        end=22,
        quote=quote,
    )


def receipt(name: str = "r1", *, at: float = 100.0, documents: tuple[str, ...] = ()) -> Receipt:
    return Receipt(
        id=name,
        at=at,
        tenant="north",
        user="ann",
        thread="t",
        question="Does the pump need oil?",
        standalone="Does the pump need oil?",
        route="retrieval",
        reason="a look-up",
        confidence=0.8,
        forced=False,
        outcome="grounded",
        text="It does [1].",
        alternatives={"long_context": 0.2},
        queries=("pump oil",),
        rungs=("rewrite",),
        evidence=tuple({"document_id": name, "passage_id": f"{name}-0"} for name in documents),
        citations=tuple(cite(name) for name in documents),
        claims=(Claim(text="It does.", label="supported", score=0.9, citations=(1,)),),
        steps=(StepRecord(name="search", start_ms=1.0, ms=2.0),),
        degraded=("no_rerank",),
        members={"store": "embedded"},
        index_version="7",
        tokens_in=10,
        ms=12.5,
    )


async def ids(ledger: Ledger, principal: Principal = ANN, limit: int = 50) -> list[str]:
    return [row.id for row in await ledger.receipts(principal, limit=limit)]


async def test_a_receipt_comes_back_as_it_was(ledger: Ledger) -> None:
    given = receipt(documents=("a", "b"))
    await ledger.record(given)

    assert await ledger.receipt(ANN, "r1") == given
    assert await ledger.receipts(ANN) == [given]


async def test_an_unknown_receipt_is_none(ledger: Ledger) -> None:
    assert await ledger.receipt(ANN, "r1") is None
    assert await ledger.receipts(ANN) == []


@pytest.mark.parametrize(
    "other", [Principal(user="bob", tenant="north"), Principal(user="ann", tenant="south")]
)
async def test_nobody_sees_the_receipts_of_others(ledger: Ledger, other: Principal) -> None:
    await ledger.record(receipt())

    assert await ledger.receipt(other, "r1") is None
    assert await ledger.receipts(other) == []
    assert await ledger.feedback(other, "r1", Feedback(rating="bad")) is False


async def test_groups_do_not_matter_to_ones_own_receipts(ledger: Ledger) -> None:
    await ledger.record(receipt())

    assert await ids(ledger, replace(ANN, groups=frozenset({"x"}))) == ["r1"]


async def test_the_newest_come_first(ledger: Ledger) -> None:
    for name, at in (("old", 1.0), ("new", 3.0), ("middle", 2.0)):
        await ledger.record(receipt(name, at=at))

    assert await ids(ledger) == ["new", "middle", "old"]
    assert await ids(ledger, limit=2) == ["new", "middle"]
    assert await ids(ledger, limit=0) == []


async def test_a_page_goes_on_behind_the_last_receipt_of_the_page_before(ledger: Ledger) -> None:
    for name, at in (("a", 1.0), ("b", 2.0), ("c", 2.0), ("d", 2.0), ("e", 3.0)):
        await ledger.record(receipt(name, at=at))
    await ledger.record(replace(receipt("x", at=2.0), user="bob"))

    first = await ledger.receipts(ANN, limit=2)
    await ledger.record(receipt("f", at=4.0))
    rest = await ledger.receipts(ANN, after=first[-1].id)

    assert [row.id for row in (*first, *rest)] == ["e", "b", "c", "d", "a"]
    assert await ledger.receipts(ANN, after="a") == []


@pytest.mark.parametrize("cursor", ["of-nobody", "of-bob"])
async def test_nothing_is_behind_a_receipt_that_is_not_ones_own(
    ledger: Ledger, cursor: str
) -> None:
    await ledger.record(receipt("mine", at=1.0))
    await ledger.record(replace(receipt("of-bob", at=2.0), user="bob"))

    assert await ledger.receipts(ANN, after=cursor) == []


async def test_feedback_is_added_in_its_order(ledger: Ledger) -> None:
    await ledger.record(receipt())
    good, bad = Feedback(rating="good", at=1.0), Feedback(rating="bad", comment="no", at=2.0)

    assert await ledger.feedback(ANN, "r1", good) is True
    assert await ledger.feedback(ANN, "r1", bad) is True

    kept = await ledger.receipt(ANN, "r1")
    assert kept == replace(receipt(), feedback=(good, bad))
    assert await ledger.feedback(ANN, "r2", good) is False


SHADOW = Shadow(
    model="ft:2",
    outcome="grounded",
    text="The pump needs oil.",
    claims=(Claim(text="The pump needs oil.", label="supported", score=0.9),),
    agreed=True,
    cost_usd=0.5,
    ms=7.0,
)


async def test_what_a_shadow_said_is_added_to_its_receipt(ledger: Ledger) -> None:
    await ledger.record(receipt())

    assert await ledger.shadow(ANN, "r1", SHADOW) is True
    assert await ledger.receipt(ANN, "r1") == replace(receipt(), shadow=SHADOW)
    assert await ledger.shadow(ANN, "r2", SHADOW) is False
    assert await ledger.shadow(replace(ANN, user="bob"), "r1", SHADOW) is False


@pytest.mark.parametrize("late", [False, True])
async def test_a_deleted_documents_words_leave_the_shadow_too(ledger: Ledger, late: bool) -> None:
    await ledger.record(replace(receipt(documents=("gone",)), side="present"))
    for deleted in (late, not late):
        if deleted:
            await ledger.forget("gone")
        else:
            await ledger.shadow(ANN, "r1", SHADOW)

    kept = await ledger.receipt(ANN, "r1")
    assert kept is not None
    assert kept.shadow is not None
    assert "oil" not in str(kept.shadow)
    assert (kept.shadow.cost_usd, kept.shadow.agreed) == (0.5, True)


async def test_the_figures_of_a_trial_are_the_whole_tenants_and_without_words(
    ledger: Ledger,
) -> None:
    steps = tuple(StepRecord(name=n, start_ms=0.0, ms=3.0) for n in ("answer", "check", "answer"))
    asked = replace(receipt("r1"), model="brand", side="canary", steps=steps)
    question = 'Why is there "side": "canary" in it?'
    given = (
        asked,
        replace(asked, id="r2", user="bob", side="present", degraded=("fallback_model",)),
        replace(asked, id="old", at=1.0),
        replace(asked, id="theirs", tenant="south"),
        replace(receipt("plain"), question=question),
    )
    for each in given:
        await ledger.record(each)
    await ledger.feedback(ANN, "r1", Feedback(rating="good"))
    await ledger.shadow(ANN, "r1", SHADOW)

    tried = sorted(await ledger.tried("north", since=50.0), key=lambda row: row.side)

    assert [(row.side, row.failed, row.ms) for row in tried] == [
        ("canary", False, 6.0),
        ("present", True, 6.0),
    ]
    assert (tried[0].good, tried[0].bad) == (1, 0)
    assert tried[0].shadow == replace(SHADOW, text="", claims=())


async def test_a_tenants_questions_are_counted_since_a_time(ledger: Ledger) -> None:
    for name, at in (("a", 1.0), ("b", 2.0), ("c", 3.0)):
        await ledger.record(receipt(name, at=at))
    await ledger.record(replace(receipt("d", at=3.0), user="bob"))
    await ledger.record(replace(receipt("e", at=3.0), tenant="south"))

    assert await ledger.asked("north", since=2.0) == 3
    assert await ledger.asked("north", since=2.0, user="bob") == 1
    assert await ledger.asked("south", since=0.0, user="bob") == 0
    assert await ledger.asked("south", since=0.0) == 1
    assert await ledger.asked("east", since=0.0) == 0


async def test_a_deleted_documents_words_are_blanked(ledger: Ledger) -> None:
    await ledger.record(receipt("r1", documents=("gone", "kept")))
    await ledger.record(receipt("r2", documents=("kept",)))

    await ledger.forget("gone")
    await ledger.forget("never there")

    blanked, untouched = await ledger.receipt(ANN, "r1"), await ledger.receipt(ANN, "r2")
    assert blanked is not None
    assert blanked.citations == (cite("gone", quote=""), cite("kept"))
    assert blanked.deleted == ("gone",)
    assert untouched == receipt("r2", documents=("kept",))


async def test_a_deleted_documents_sentences_leave_the_answers_that_quote_them(
    ledger: Ledger,
) -> None:
    quoted = "The pump needs oil."
    claim = Claim(text=quoted, label="supported", score=0.9, citations=(1,))
    given = replace(receipt(documents=("gone",)), text=f"{quoted} [1] So be it.", claims=(claim,))
    await ledger.record(given)

    await ledger.forget("gone")

    kept = await ledger.receipt(ANN, "r1")
    assert kept is not None
    assert quoted not in str(kept)
    assert kept.text.endswith("[1] So be it.")


async def test_a_receipt_that_comes_after_the_deletion_of_what_it_quotes_is_blanked(
    ledger: Ledger,
) -> None:
    await ledger.forget("gone")
    await ledger.record(receipt("r1", at=time() - 5, documents=("gone",)))
    put_in_again = receipt("r2", at=time() + 5, documents=("gone",))
    await ledger.record(put_in_again)

    late = await ledger.receipt(ANN, "r1")
    assert late is not None
    assert late.citations == (cite("gone", quote=""),)
    assert late.deleted == ("gone",)
    assert await ledger.receipt(ANN, "r2") == put_in_again


@pytest.mark.parametrize("text", ["null \x00", "lone \ud83d", "👩‍👩‍👧", "'; DROP TABLE receipts"])
async def test_odd_text_comes_back(ledger: Ledger, text: str) -> None:
    given = replace(receipt(documents=(text,)), id=text, tenant=text, user=text, question=text)
    await ledger.record(given)

    asker = Principal(user=text, tenant=text)
    assert await ledger.receipt(asker, text) == given
    assert await ledger.asked(text, since=0.0) == 1
    await ledger.forget(text)
    kept = await ledger.receipt(asker, text)
    assert kept is not None
    assert kept.citations[0].quote == ""
