"""What evidence a question gets: without copies, with neighbours, the newest, of both sides."""

from __future__ import annotations

from typing import Any

from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.rerankers.embedded import Rereading
from trivium.adapters.rewriters.scripted import ScriptedRewriter
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Decision, Document, NoAnswer, Passage, Shape

OLD = "The sky over the harbour is painted blue, and the fee for it is 25 euros a year."
NEW = "The sky over the harbour is painted grey, and the fee for it is 28 euros a year."


async def put(store: MemoryStore, name: str, texts: list[str], updated: float) -> None:
    passages = [
        Passage(
            id=f"{name}{n}",
            document_id=name,
            version="1",
            ordinal=n,
            start=0,
            end=len(text),
            text=text,
            title=name,
        )
        for n, text in enumerate(texts)
    ]
    document = Document(id=name, title=name, source=name, version="1", updated=updated)
    await store.put(document, "\n".join(texts), passages)


def attempts(run: Any) -> list[list[str]]:
    """Return the evidence of each attempt."""
    events = [event for event in run.events if event["type"] == "evidence"]
    return [[row["quote"] for row in event["passages"]] for event in events]


def evidence(run: Any) -> list[str]:
    (only,) = attempts(run)
    return only


async def asked(machine: Any, store: MemoryStore, question: str, shape: Shape) -> list[str]:
    choice = Decision(route="retrieval", confidence=1.0, reason="So it is told.", shape=shape)
    classifier = ScriptedClassifier(lambda question, setting: choice)
    run = await machine("retrieval", [f"{OLD} [1]"], store=store, classifier=classifier)
    await run.run(question, keep=4)
    return evidence(run)


async def test_the_newer_of_two_versions_comes_first_where_the_question_wants_it(
    machine: Any,
) -> None:
    store = MemoryStore()
    await put(store, "old", [OLD], updated=1.0)
    await put(store, "new", [NEW], updated=2.0)

    anyhow = await asked(machine, store, "What fee is it for the sky painted blue?", "look_up")
    latest = await asked(machine, store, "What is the latest fee, sky painted blue?", "look_up")

    assert anyhow == [OLD, NEW]
    assert latest == [NEW, OLD]


async def test_a_question_that_compares_gets_both_sides(machine: Any) -> None:
    store = MemoryStore()
    await put(store, "harbour", [f"Harbour fee number {n} is {n} euros." for n in range(6)], 1.0)
    await put(store, "airport", ["An airport has one fee, of which more is said below."], 1.0)
    question = "How do harbour fee number and airport differ?"

    fact = await asked(machine, store, question, "look_up")
    both = await asked(machine, store, question, "compare")

    assert not any("airport" in text for text in fact)
    assert any("airport" in text for text in both)


async def test_a_near_copy_is_evidence_once(machine: Any) -> None:
    copy = f"{OLD.upper()} "
    run = await machine("retrieval", [f"{OLD} [1]"], texts=(OLD, copy, NEW), reranker=Rereading())
    await run.run("What fee is it for the sky painted blue?")

    assert evidence(run) in ([OLD, NEW], [copy.strip(), NEW])


async def test_the_passages_around_a_hit_join_it_on_the_second_rung(machine: Any) -> None:
    store = MemoryStore()
    texts = ["It began in spring.", "The sky was painted blue.", "It took a week.", "It ended."]
    await put(store, "work", texts, updated=1.0)
    run = await machine("retrieval", [NoAnswer(reason="not there")], store=store)
    await run.run("sky painted blue", ladder=("widen",), keep=1, search_limit=1)

    first, second = attempts(run)

    assert first == texts[1:2]
    assert set(second) == set(texts[:3])


async def test_what_several_queries_find_is_merged_and_what_most_find_comes_first(
    machine: Any,
) -> None:
    texts = ("Blue paint.", "Grey paint on a roof.", "A roof of slate.", "An orchard.")
    rewriter = ScriptedRewriter(lambda asked: ["grey roof", "slate roof"])
    answers = [NoAnswer(reason="not there")]
    run = await machine("retrieval", answers, texts=texts, rewriter=rewriter)
    receipt = await run.run("blue paint", ladder=("rewrite",))

    assert receipt.queries == ("blue paint", "grey roof", "slate roof")
    assert attempts(run)[0][0] == texts[0]
    assert attempts(run)[1][0] == texts[1]
    assert set(attempts(run)[1][:3]) == set(texts[:3])
