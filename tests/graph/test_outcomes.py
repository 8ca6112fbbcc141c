"""How runs end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from trivium.adapters.embedders.hashed import HashedWords
from trivium.adapters.errors import Upstream
from trivium.adapters.rerankers.scripted import ScriptedReranker
from trivium.adapters.stores.memory import MemoryStore
from trivium.adapters.terms import Ask, NoAnswer, Usage

Make = Callable[..., Awaitable[Any]]
SKY, GRASS = "The sky is blue.", "Grass is green."
NOTHING = NoAnswer(reason="not in there")


async def test_nothing_in_the_documents_is_said_in_one_sentence(machine: Make) -> None:
    run = await machine("retrieval", [NOTHING])
    receipt = await run.run()
    assert run.left == ["The documents do not hold an answer to this."]
    assert receipt.outcome == "abstained_no_evidence"


async def test_an_empty_corpus_is_no_evidence(machine: Make) -> None:
    run = await machine("retrieval", lambda ask: NOTHING, texts=())
    receipt = await run.run(ladder=("rewrite", "widen", "stuff"))
    assert receipt.outcome == "abstained_no_evidence"


async def test_an_answer_of_which_nothing_holds_is_not_given(machine: Make) -> None:
    run = await machine("retrieval", ["Cats can fly. [1]"])
    receipt = await run.run()
    assert receipt.outcome == "abstained_unsupported"
    assert "Cats" not in receipt.text


class Hanging:
    """An answerer that says one sentence and then nothing more, ever."""

    name = "hanging"

    async def answer(self, ask: Ask) -> Any:
        yield f"{SKY} [1] And "
        await asyncio.sleep(3600)


async def test_at_the_deadline_what_was_verified_is_returned(machine: Make) -> None:
    run = await machine("retrieval", [], answerer=Hanging())
    receipt = await run.run(deadline_s=0.3)
    assert receipt.text == f"{SKY} [1]"
    assert (receipt.outcome, receipt.stopped) == ("budget_exhausted", "deadline")


class Stuck(MemoryStore):
    """A store that never finds its way back."""

    async def search(self, *given: Any, **named: Any) -> Any:
        await asyncio.sleep(3600)


async def test_a_step_that_hangs_is_cut_off_at_the_deadline(machine: Make) -> None:
    run = await machine("retrieval", [SKY], store=Stuck())
    receipt = await run.run(deadline_s=0.2)
    assert (receipt.outcome, receipt.stopped) == ("budget_exhausted", "deadline")


async def test_a_budget_of_tokens_ends_the_climb(machine: Make) -> None:
    run = await machine("retrieval", ["Cats can fly over the moon. [1]"], texts=(SKY, GRASS))
    receipt = await run.run(max_tokens=12, ladder=("widen", "stuff"))
    assert receipt.outcome == "budget_exhausted"
    assert receipt.stopped == "tokens"


async def test_a_budget_of_money_ends_the_climb(machine: Make) -> None:
    class Dear:
        name = "dear"

        async def answer(self, ask: Ask) -> Any:
            yield "Cats can fly. [1]"
            yield Usage(cost_usd=0.5, member="dear")

    run = await machine("retrieval", [], answerer=Dear())
    receipt = await run.run(max_cost_usd=0.4)
    assert (receipt.outcome, receipt.stopped) == ("budget_exhausted", "money")


async def test_a_reranker_that_fails_leaves_the_searchs_order(machine: Make) -> None:
    def down(question: str, hits: Any) -> Any:
        raise Upstream("The reranker answered 503.")

    run = await machine("retrieval", [f"{SKY} [1]"], reranker=ScriptedReranker(down))
    receipt = await run.run()
    assert receipt.degraded == ("no_rerank",)
    assert receipt.outcome == "grounded"


async def test_an_encoder_that_fails_leaves_the_words(machine: Make) -> None:
    class Broken(HashedWords):
        async def query(self, text: str) -> Any:
            raise Upstream("The encoder answered 503.")

    run = await machine("retrieval", [f"{SKY} [1]"], embedder=Broken())
    receipt = await run.run()
    assert receipt.degraded == ("no_dense",)
    assert receipt.outcome == "grounded"
