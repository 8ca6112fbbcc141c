"""What every ledger does, run over every member in the folder.

A member that needs a server runs the same tests in a folder of its own, `tests/<member>`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from time import time

import pytest

from trivium.adapters.base import Ledger, Parts
from trivium.adapters.errors import Conflict
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


_later = count(step=0.001)


async def talk(ledger: Ledger, *names: str, thread: str = "t", user: str = "ann") -> None:
    """Record receipts of one thread, each later than all before, and none long ago."""
    for name in names:
        made = receipt(name, at=time() - 60 + next(_later))
        await ledger.record(replace(made, thread=thread, user=user, question=f"What is {name}?"))


async def told(ledger: Ledger, thread: str = "t", limit: int = 1000) -> list[str]:
    return [row.id for row in await ledger.conversation(ANN, thread, limit=limit)]


async def test_a_thread_is_its_receipts_the_oldest_first(ledger: Ledger) -> None:
    await talk(ledger, "a", "b", "c")
    await talk(ledger, "x", thread="other")
    await talk(ledger, "y", user="bob")
    await talk(ledger, "z", thread="")

    assert await told(ledger) == ["a", "b", "c"]
    assert await told(ledger, limit=2) == ["b", "c"]
    assert await told(ledger, "nothing") == await told(ledger, "") == []


async def test_threads_are_listed_the_latest_used_first_under_their_first_question(
    ledger: Ledger,
) -> None:
    await talk(ledger, "a", "b")
    await talk(ledger, "c", "d", "e", thread="later")
    await talk(ledger, "y", user="bob")

    listed = await ledger.conversations(ANN)
    assert [(one.id, one.title, one.questions) for one in listed] == [
        ("later", "What is c?", 3),
        ("t", "What is a?", 2),
    ]
    kept = await ledger.receipt(ANN, "e")
    assert kept is not None
    assert listed[0].updated == kept.at
    assert await ledger.conversations(ANN, limit=1) == listed[:1]
    assert await ledger.conversations(replace(ANN, tenant="south")) == []


async def test_a_fork_holds_what_was_said_up_to_there_and_goes_on_alone(ledger: Ledger) -> None:
    await talk(ledger, "a", "b", "c")

    assert await ledger.fork(ANN, "t", "b", "fork") is True
    await talk(ledger, "d", thread="fork")

    assert await told(ledger, "fork") == ["a", "b", "d"]
    assert await told(ledger) == ["a", "b", "c"]
    assert sorted(await ids(ledger)) == ["a", "b", "c", "d"]
    assert await ledger.asked("north", since=0.0) == 4


async def test_what_is_not_there_cannot_be_forked_and_nothing_is_forked_over(
    ledger: Ledger,
) -> None:
    await talk(ledger, "a")
    await talk(ledger, "y", thread="theirs", user="bob")
    await talk(ledger, "b", thread="taken")

    assert await ledger.fork(ANN, "t", "b", "fork") is False
    assert await ledger.fork(ANN, "theirs", "y", "fork") is False
    with pytest.raises(Conflict, match="'taken'"):
        await ledger.fork(ANN, "t", "a", "taken")
    assert await told(ledger, "fork") == []


async def test_a_deleted_thread_takes_the_receipts_that_no_other_one_holds(ledger: Ledger) -> None:
    await talk(ledger, "a", "b", "c")
    await ledger.fork(ANN, "t", "a", "fork")
    await talk(ledger, "x", thread="other")

    assert await ledger.remove(ANN, "t") == 2
    assert await ledger.remove(ANN, "t") is None
    assert await told(ledger) == []
    assert await told(ledger, "fork") == ["a"]
    assert sorted(await ids(ledger)) == ["a", "x"]
    assert await ledger.remove(ANN, "fork") == 1


async def test_feedback_brings_no_deleted_thread_back(ledger: Ledger) -> None:
    await talk(ledger, "a")
    await ledger.fork(ANN, "t", "a", "fork")
    await ledger.remove(ANN, "t")
    await ledger.feedback(ANN, "a", Feedback(rating="good"))
    await ledger.shadow(ANN, "a", SHADOW)

    assert await told(ledger) == []
    assert [len(row.feedback) for row in await ledger.conversation(ANN, "fork")] == [1]


async def test_nobody_deletes_the_threads_of_others(ledger: Ledger) -> None:
    await talk(ledger, "a")

    assert await ledger.remove(replace(ANN, user="bob"), "t") is None
    assert await ledger.erase(replace(ANN, tenant="south")) == 0
    assert await told(ledger) == ["a"]


async def test_deleted_questions_still_count_as_asked(ledger: Ledger) -> None:
    await talk(ledger, "a", "b")
    await talk(ledger, "x", thread="other")
    await talk(ledger, "y", user="bob")

    await ledger.remove(ANN, "t")
    assert await ledger.erase(ANN) == 1

    assert await ids(ledger) == []
    assert await ledger.conversations(ANN) == []
    hour_ago = time() - 3600
    assert await ledger.asked("north", since=hour_ago, user="ann") == 3
    assert await ledger.asked("north", since=hour_ago, user="bob") == 1
    assert await ledger.asked("north", since=hour_ago) == 4
    assert await ledger.asked("south", since=hour_ago) == 0
    assert await ledger.asked("north", since=time()) == 0


async def test_a_deletion_names_the_threads_that_rest_on_the_document(ledger: Ledger) -> None:
    start = time()
    await ledger.record(receipt("r1", documents=("gone",)))
    await ledger.record(replace(receipt("r2", documents=("gone",)), user="bob", thread="his"))
    await ledger.record(replace(receipt("r3", documents=("kept",)), thread="another"))
    await ledger.record(replace(receipt("r4", documents=("gone",)), thread=""))
    await ledger.fork(ANN, "t", "r1", "fork")

    assert not await ledger.deleted(since=start + 60)
    found = await ledger.forget("gone")

    assert sorted((who.tenant, who.user, thread) for who, thread in found) == [
        ("north", "ann", "fork"),
        ("north", "ann", "t"),
        ("north", "bob", "his"),
    ]
    assert await ledger.deleted(since=start)
    assert not await ledger.deleted(since=time() + 60)


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
    assert [one.id for one in await ledger.conversations(asker)] == ["t"]
    assert await ledger.fork(asker, "t", text, text) is True
    assert await ledger.conversation(asker, text) == [given]
    threads = await ledger.forget(text)
    assert sorted(threads, key=str) == sorted([(asker, "t"), (asker, text)], key=str)
    kept = await ledger.receipt(asker, text)
    assert kept is not None
    assert kept.citations[0].quote == ""
