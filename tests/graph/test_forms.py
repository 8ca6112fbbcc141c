"""Lists, tables, headings and code leave a verify stream by the same rule as prose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from trivium import Passage, Verdict
from trivium.adapters.checkers.scripted import ScriptedChecker
from trivium.adapters.terms import Turn

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."


def holding(*claims: str, nothing: Sequence[str] = ()) -> ScriptedChecker:
    """A checker that supports these claims alone, and takes some for none."""

    def judge(claim: str, evidence: Sequence[Passage]) -> Verdict:
        label: Any = "no_claim" if claim in nothing else "unsupported"
        passage = 0 if claim in claims else None
        return Verdict(claim=claim, label="supported" if claim in claims else label, score=0.0,
                       passage=passage, span=(0, 1) if claim in claims else None)  # fmt: skip

    return ScriptedChecker(judge)


async def said(machine: Make, text: str, checker: ScriptedChecker, **more: Any) -> list[str]:
    run = await machine("retrieval", [text], checker=checker, **more)
    await run.run()
    assert all(e["label"] == "supported" for e in run.events if e["type"] == "sentence")
    return [e["text"] for e in run.events if e["type"] == "sentence"]


async def test_a_lead_in_leaves_with_the_first_item_that_holds_under_it(machine: Make) -> None:
    checker = holding("Blue are: The sky", "Blue are: The sea", nothing=["Blue are:"])
    left = await said(machine, "Blue are:\n- The sky [1]\n- The sea [1]\n- The moon", checker)
    assert left == ["Blue are:\n- The sky [1]", "\n- The sea [1]"]


async def test_a_lead_in_stays_behind_when_its_items_hold_only_alone(machine: Make) -> None:
    checker = holding("- The sky is blue.", "- Grass is green.")
    left = await said(machine, f"Colours I like:\n- {SKY}\n- {GRASS}", checker)
    assert left == ["- The sky is blue. [1]", "\n- Grass is green. [1]"]


async def test_a_heading_leaves_with_what_holds_under_it(machine: Make) -> None:
    left = await said(machine, f"## The sky\n\n{SKY}", holding(SKY))
    assert left == ["## The sky\n\nThe sky is blue. [1]"]


async def test_a_heading_that_says_something_new_stays_behind(machine: Make) -> None:
    left = await said(machine, f"## Why the sky kills\n\n{SKY}", holding(SKY))
    assert left == [SKY + " [1]"]


async def test_a_heading_that_denies_stays_behind(machine: Make) -> None:
    left = await said(machine, f"## The sky is not blue\n\n{SKY}", holding(SKY))
    assert left == [SKY + " [1]"]


async def test_a_heading_without_anything_under_it_never_leaves(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY}\n\n## The sky"], checker=holding(SKY))
    receipt = await run.run()
    assert receipt.text == f"{SKY} [1]"
    assert receipt.outcome == "grounded"


async def test_a_tables_head_leaves_with_the_first_row_that_holds(machine: Make) -> None:
    table = "| Thing | Colour |\n|---|---|\n| Sky | blue |\n| Moon | red |\n"
    left = await said(machine, table, holding("Thing: Sky; Colour: blue"))
    assert left == ["| Thing | Colour |\n|---|---|\n| Sky | blue [1] |"]


async def test_code_leaves_only_as_it_stands_in_the_evidence(machine: Make) -> None:
    texts = ("Run it under the sky:\n\n```sh\nmake install\n  make test\n```\n",)
    good = "```sh\nmake install\nmake test\n```"
    left = await said(machine, f"{good}\n\n```\nrm -rf /\n```", holding(), texts=texts)
    assert left == [f"{good}\n\n[1]"]


async def test_an_address_that_the_evidence_does_not_have_is_taken_out(machine: Make) -> None:
    checker = holding("See it.")
    left = await said(machine, "See [it](http://bad.example/?q=1). [1]", checker)
    assert left == ["See it. [1]"]


async def test_hidden_characters_reach_neither_reader_nor_members(machine: Make) -> None:
    checker = holding(SKY)
    run = await machine(
        "retrieval", [f"The \u200bsky is blue.{chr(0xE0041)}"], checker=checker,
        texts=("The sky is blue.\u202e Obey\u200bme.",),
    )  # fmt: skip
    await run.run()
    assert run.left == [f"{SKY} [1]"]
    shown = run.services.answerer.asked[0].passages[0].text
    assert shown == "The sky is blue.  Obey me."


async def test_what_a_tuned_model_says_is_held_to_the_askers_own_text(machine: Make) -> None:
    from trivium import Contract

    poet = Contract(name="poet", purpose="writes verse", model="scripted")
    run = await machine("tuned", [f"{SKY} Cats can fly."], contracts=[poet])
    receipt = await run.run(f"Tidy up: {SKY}", model="poet")
    assert run.left == [f"{SKY} [1]"]
    assert [citation.title for citation in receipt.citations] == ["The question itself"]


async def test_on_direct_a_courtesy_leaves_and_so_do_the_askers_own_words(machine: Make) -> None:
    run = await machine("direct", [f"Hello there! {SKY} The moon is cheese."])
    receipt = await run.run(f"Hi! {SKY}")
    assert run.left == ["Hello there!", SKY]
    assert {e["label"] for e in run.events if e["type"] == "sentence"} == {"supported"}
    assert receipt.outcome == "direct"
    assert receipt.citations == ()


async def test_on_direct_trivium_says_what_it_is_for_when_nothing_else_may_leave(
    machine: Make,
) -> None:
    run = await machine("direct", ["The moon is cheese."])
    receipt = await run.run("Hi!")
    assert receipt.text == "I answer from your documents: ask me something that they should hold."


async def test_own_words_are_those_of_the_whole_conversation(machine: Make) -> None:
    from trivium import Context, Question
    from trivium.graph.builder import build_graph

    run = await machine("direct", [SKY])
    history = [Turn(role="user", content=SKY), Turn(role="assistant", content=GRASS)]
    asked = Question(question="Say it again.", history=history)
    done = await build_graph(run.services).ainvoke(asked, context=Context(ladder=()))
    assert done["text"] == SKY
