"""Tuned models on trial, with the vendor's own client in between."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trivium import Settings, Trivium
from trivium.adapters.errors import UnknownName
from trivium.adapters.fakes.asked import Asked, Said
from trivium.adapters.fakes.faults import Refused
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.adapters.receipts import Receipt
from trivium.adapters.secrets import Secret
from trivium.adapters.terms import Contract

pytestmark = pytest.mark.loopback
QUESTION = "Label this: the pier is on fire"
LABELS = Contract(
    name="labels",
    purpose="labels requests by urgency",
    examples=(QUESTION, "Label this: a rope is missing"),
    model="openai:one",
    schema={"type": "object", "properties": {"label": {"enum": ["high", "low"]}}},
)
Opened = Callable[..., AbstractAsyncContextManager[Trivium]]


class Rule:
    """Answers by the model's name; a name that is `down` is refused."""

    def __init__(self) -> None:
        self.says = {"one": '{"label": "high"}', "two": '{"label": "low"}'}
        self.down = ""

    def __call__(self, asked: Asked) -> Said:
        if asked.model == self.down:
            raise Refused(500, "server_error", "down")
        return Said(self.says[asked.model])


@pytest.fixture
def rule() -> Rule:
    return Rule()


@pytest.fixture
def server(rule: Rule) -> Generator[FakeOpenAI]:
    with FakeOpenAI(rule) as running:
        yield running


@pytest.fixture
def opened(server: FakeOpenAI, tmp_path: Path) -> Opened:
    """Open a Trivium whose contract has these fields besides."""

    @asynccontextmanager
    async def opening(settings: dict[str, Any] | None = None, **contract: Any) -> Any:
        given = Settings(
            home=tmp_path / "home",
            model_base_url=f"{server.url}/v1",
            model_api_key=Secret(KEY),
            model_usd_per_million_in=2.0,
            model_usd_per_million_out=8.0,
            models=(replace(LABELS, **contract),),
            **(settings or {}),
        )
        async with Trivium.open(given) as trivium:
            yield trivium

    return opening


async def ask(trivium: Trivium) -> Receipt:
    answer = await trivium.ask(QUESTION, model="labels", mode="off")
    await trivium.services.afterwards.done()
    return await trivium.receipt(answer.receipt.id)


async def test_the_canary_answers_in_the_form_of_its_contract(
    opened: Opened, rule: Rule, server: FakeOpenAI
) -> None:
    rule.says["two"] = "nonsense"
    async with opened(canary=1.0, canary_model="openai:two") as trivium:
        receipt = await ask(trivium)

    assert receipt.text.startswith('{"label": "high"}')
    assert receipt.side == "canary"
    assert receipt.members["answerer"] == "openai:two"
    assert {"model_form", "fallback_model"} <= set(receipt.degraded)
    assert [asked.model for asked in server.asked] == ["two", "two", "one"]


async def test_a_canary_that_fails_leaves_the_answer_to_the_present_model(
    opened: Opened, rule: Rule
) -> None:
    rule.down = "two"
    async with opened(canary=1.0, canary_model="openai:two") as trivium:
        receipt = await ask(trivium)
        [canary] = await trivium.compared()

    assert receipt.text.startswith('{"label": "high"}')
    assert "fallback_model" in receipt.degraded
    assert (canary.side, canary.failed) == ("canary", 1)


async def test_a_shadow_is_recorded_with_its_own_cost(opened: Opened, server: FakeOpenAI) -> None:
    async with opened(shadow="openai:two") as trivium:
        receipt = await ask(trivium)
        present, shadow = await trivium.compared()

    assert [asked.model for asked in server.asked] == ["one", "two"]
    assert receipt.text.startswith('{"label": "high"}')
    found = receipt.shadow
    assert found is not None
    assert found.text.startswith('{"label": "low"}')
    assert found.agreed is False
    assert found.cost_usd == pytest.approx((2 * found.tokens_in + 8 * found.tokens_out) / 1e6)
    assert receipt.cost_usd == pytest.approx((2 * receipt.tokens_in + 8 * receipt.tokens_out) / 1e6)
    assert (present.requests, shadow.requests, shadow.agreed) == (1, 1, 0.0)


async def test_a_shadow_that_is_down_is_an_error_in_the_receipt_alone(
    opened: Opened, rule: Rule
) -> None:
    rule.down = "two"
    async with opened(shadow="openai:two") as trivium:
        receipt = await ask(trivium)

    assert receipt.degraded == ()
    assert receipt.shadow is not None
    assert receipt.shadow.error.startswith("upstream: openai:two answered 500")


async def test_a_shadow_keeps_to_its_own_budget(opened: Opened, server: FakeOpenAI) -> None:
    async with opened({"shadow_max_cost_usd": 1e-9}, shadow="openai:two") as trivium:
        receipt = await ask(trivium)

    assert [asked.model for asked in server.asked] == ["one"]
    assert receipt.shadow is not None
    assert receipt.shadow.outcome == "budget_exhausted"


async def test_closing_hangs_up_on_a_shadow(opened: Opened, rule: Rule, server: FakeOpenAI) -> None:
    async with opened(shadow="openai:two") as trivium:
        answer = await trivium.ask(QUESTION, model="labels", mode="off")
        id_ = answer.receipt.id
        server.first_token_s = 30.0
    async with opened() as trivium:
        kept = await trivium.receipt(id_)

    assert kept.text.startswith('{"label": "high"}')
    assert kept.shadow is None


async def test_a_model_on_trial_that_does_not_exist_is_told_at_the_start(opened: Opened) -> None:
    with pytest.raises(UnknownName, match="embeded"):
        async with opened(shadow="embeded"):
            pass
