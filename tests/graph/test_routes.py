"""Each route takes its own way through the graph."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from trivium import Contract, Decision
from trivium.adapters.classifiers.scripted import ScriptedClassifier
from trivium.adapters.errors import BadInput, UnknownName
from trivium.adapters.terms import NoAnswer, RestsOn
from trivium.nodes.routes import Route, default_routes

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
NOTHING = NoAnswer(reason="not in there")


async def test_retrieval_searches_reranks_answers_and_checks(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY} [1]"])
    receipt = await run.run()
    assert run.nodes == [
        "condense", "classify", "search", "rerank", "answer", "check", "finish",
    ]  # fmt: skip
    assert (receipt.route, receipt.outcome) == ("retrieval", "grounded")


async def test_long_context_gathers_the_documents_themselves(machine: Make) -> None:
    run = await machine("long_context", [f"{SKY} [1]"])
    receipt = await run.run()
    assert "gather" in run.nodes
    assert "search" not in run.nodes
    assert receipt.outcome == "grounded"


async def test_all_is_read_up_to_the_share_of_the_window_that_the_choice_goes_by(
    machine: Make,
) -> None:
    texts = [f"{SKY} {'More of it. ' * 40}", f"{GRASS} {'And of that. ' * 40}"]
    size = sum(len(text) // 4 for text in texts)
    for window, searched in ((int(size / 0.6), False), (int(size / 0.7), True)):
        run = await machine("long_context", [f"{SKY} [1]"], texts=texts)
        await run.run(window_tokens=window)
        assert bool(run.receipt.queries) == searched


async def test_direct_answers_without_evidence_and_is_not_checked(machine: Make) -> None:
    run = await machine("direct", ["Hello."])
    receipt = await run.run("hi")
    assert run.nodes == ["condense", "classify", "answer", "check", "finish"]
    assert (receipt.outcome, receipt.text) == ("direct", "Hello.")


BRAND = Contract(name="brand", purpose="our voice", model="scripted")


async def test_tuned_answers_from_the_askers_own_words(machine: Make) -> None:
    run = await machine("tuned", ["Shine on. [1]"], contracts=[BRAND])
    receipt = await run.run("Say it better: Shine on.")
    assert run.nodes == ["condense", "classify", "answer", "check", "finish"]
    assert (receipt.outcome, receipt.model) == ("grounded", "brand")


async def test_hybrid_asks_the_tuned_model_over_evidence(machine: Make) -> None:
    run = await machine("hybrid", [f"{SKY} [1]"], contracts=[BRAND])
    receipt = await run.run()
    assert "search" in run.nodes
    assert (receipt.route, receipt.model) == ("hybrid", "brand")


async def test_hybrid_reads_documents_whole_when_the_question_needs_them(machine: Make) -> None:
    decision = Decision(route="hybrid", confidence=1, reason="whole", shape="whole", model="brand")
    chosen = ScriptedClassifier([decision])
    run = await machine("hybrid", [f"{SKY} [1]"], contracts=[BRAND], classifier=chosen)
    await run.run("Summarise everything.")
    assert "gather" in run.nodes


async def test_a_forced_route_is_obeyed_and_the_receipt_says_so(machine: Make) -> None:
    run = await machine("retrieval", [f"{SKY} [1]"])
    receipt = await run.run(route="long_context")
    assert "gather" in run.nodes
    assert (receipt.route, receipt.forced) == ("long_context", True)
    assert receipt.alternatives == {"retrieval": 1.0}


async def test_a_forced_route_that_does_not_exist_is_named_with_the_nearest(machine: Make) -> None:
    run = await machine("retrieval", [SKY])
    with pytest.raises(UnknownName, match="did you mean 'long_context'"):
        await run.run(route="longcontext")


async def test_a_forced_tuned_route_without_a_model_says_what_to_register(machine: Make) -> None:
    run = await machine("retrieval", [SKY])
    with pytest.raises(BadInput, match=r"\[\[models\]\]"):
        await run.run(route="tuned")


async def test_a_classifier_that_names_no_route_is_an_error_and_not_a_route(machine: Make) -> None:
    run = await machine("by_magic", [SKY])
    with pytest.raises(UnknownName, match="by_magic"):
        await run.run()


def own(rests_on: RestsOn, *, tuned: bool = False) -> list[Route]:
    """The shipped routes, and one more without evidence."""
    route = Route(name="own", when="it is asked for", rests_on=rests_on, tuned=tuned)
    return [*default_routes(), route]


async def test_a_route_of_ones_own_that_rests_on_nothing_is_judged_like_direct(
    machine: Make,
) -> None:
    run = await machine("own", [f"Hello there! {GRASS}"])
    run.routes = own("nothing")
    receipt = await run.run("hi")
    assert run.nodes == ["condense", "classify", "answer", "check", "finish"]
    assert (receipt.outcome, receipt.text) == ("direct", "Hello there!")


async def test_a_route_of_ones_own_that_rests_on_the_asker_is_judged_like_tuned(
    machine: Make,
) -> None:
    run = await machine("own", [SKY])
    run.routes = own("asker")
    receipt = await run.run(f"Tidy up: {SKY}")
    assert (receipt.outcome, receipt.text) == ("grounded", f"{SKY} [1]")
    assert [citation.title for citation in receipt.citations] == ["The question itself"]


async def test_a_route_of_ones_own_rests_on_the_documents_where_it_says_nothing_else(
    machine: Make,
) -> None:
    run = await machine("own", [SKY])
    run.routes = own("documents")
    assert (await run.run("hi")).outcome == "abstained_unsupported"


async def test_a_model_alone_takes_a_route_that_rests_on_the_asker(machine: Make) -> None:
    run = await machine("retrieval", ["Shine on."], contracts=[BRAND])
    run.routes = [route for route in default_routes() if route.name != "tuned"]
    with pytest.raises(BadInput, match="name a route too"):
        await run.run("Say it better: Shine on.", model="brand")

    run.routes = [*run.routes, *own("asker", tuned=True)[-1:]]
    receipt = await run.run("Say it better: Shine on.", model="brand")
    assert (receipt.route, receipt.outcome) == ("own", "grounded")
