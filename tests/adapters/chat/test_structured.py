"""Answers in a form: the ladder of ways of asking, and what is no answer."""

from __future__ import annotations

from typing import Any

import pytest

from trivium.adapters.asides import asides
from trivium.adapters.chat.model import chat_model
from trivium.adapters.chat.structured import Structured
from trivium.adapters.errors import Garbled, KeyRefused, Unavailable, Upstream
from trivium.adapters.fakes.faults import Fault
from trivium.adapters.fakes.server import FakeServer

from .conftest import Options, scripted

SCHEMA = {
    "title": "Needs",
    "description": "What a question needs",
    "type": "object",
    "properties": {"needs": {"type": "string", "enum": ["look_up", "none"]}},
    "required": ["needs"],
    "additionalProperties": False,
}
ASKED: list[dict[str, Any]] = [{"role": "user", "content": "Answer with JSON alone."}]
LOOK_UP = '{"needs": "look_up"}'


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("supports", "way"),
    [
        (["json_schema", "tools", "json"], "json_schema"),
        (["tools", "json"], "function_calling"),
    ],
)
async def test_the_best_way_that_the_server_knows_is_found_and_remembered(
    at_model: Options, server: FakeServer, supports: list[Any], way: str
) -> None:
    server.supports = supports
    model = Structured(chat_model(at_model().options))

    assert await model.ask(ASKED, SCHEMA) == {"needs": "look_up"}
    asked = len(server.asked)
    assert await model.ask(ASKED, SCHEMA) == {"needs": "look_up"}

    assert model.way == way
    assert len(server.asked) == asked + 1


@pytest.mark.loopback
async def test_a_server_that_knows_no_form_is_asked_in_words(
    at_model: Options, server: FakeServer
) -> None:
    server.supports = []
    server.says = [f"Here you are:\n```json\n{LOOK_UP}\n```"]
    model = Structured(chat_model(at_model().options))

    assert await model.ask(ASKED, SCHEMA) == {"needs": "look_up"}
    assert model.way == "asked"


@pytest.mark.loopback
@pytest.mark.parametrize("fault", ["ignores_format", "wrong_schema", "half_json", "empty"])
async def test_garbage_is_a_failure_and_no_answer(
    at_model: Options, server: FakeServer, fault: Fault
) -> None:
    server.fault = fault

    with pytest.raises(Garbled):
        await Structured(chat_model(at_model().options)).ask(ASKED, SCHEMA)


@pytest.mark.loopback
async def test_a_wrong_key_is_not_taken_for_a_way_that_is_not_known(
    at_model: Options, server: FakeServer
) -> None:
    server.key = "another"

    with pytest.raises(KeyRefused):
        await Structured(chat_model(at_model().options)).ask(ASKED, SCHEMA)


async def test_a_model_without_forms_is_asked_in_words() -> None:
    model, _ = scripted(LOOK_UP)

    assert await Structured(model).ask(ASKED, SCHEMA) == {"needs": "look_up"}


@pytest.mark.parametrize("said", ["", "No.", "{", "[]", "{}", '{"needs": "both"}', '{"needs": 1}'])
async def test_what_is_not_of_the_schema_is_garbled(said: str) -> None:
    model, _ = scripted(said)

    with pytest.raises(Garbled):
        await Structured(model).ask(ASKED, SCHEMA)


async def test_what_it_cost_is_noted_on_the_side() -> None:
    model, _ = scripted(LOOK_UP)

    with asides() as aside:
        await Structured(model).ask(ASKED, SCHEMA)

    assert aside.usage.tokens_in > 0
    assert aside.usage.member == "scripted"


async def test_it_is_not_asked_where_the_budget_has_no_room() -> None:
    model, inside = scripted(LOOK_UP)

    with asides(tokens=10), pytest.raises(Unavailable):
        await Structured(model).ask(ASKED, SCHEMA)

    assert inside.asked == []


async def test_a_failing_model_is_left_alone_after_three_times() -> None:
    model, inside = scripted(RuntimeError("sk-1234567890abcdef is wrong"))

    for _ in range(3):
        with pytest.raises(Upstream) as caught:
            await Structured(model).ask(ASKED, SCHEMA)
        assert "1234567890" not in str(caught.value)
    asked = len(inside.asked)
    with pytest.raises(Unavailable):
        await Structured(model).ask(ASKED, SCHEMA)

    assert len(inside.asked) == asked
