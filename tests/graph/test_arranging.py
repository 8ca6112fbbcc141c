"""What a question gets where it asks for how things are now, and where it compares."""

from __future__ import annotations

from typing import Any

from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Decision, Document, Passage, Shape

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


def evidence(run: Any) -> list[str]:
    (event,) = [event for event in run.events if event["type"] == "evidence"]
    return [row["quote"] for row in event["passages"]]


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
