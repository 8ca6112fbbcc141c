"""OpenAI's own client understands the fake: responses."""

from __future__ import annotations

from typing import Any

import pytest
from openai import OpenAI

from trivium.adapters.fakes.openai import FakeOpenAI

from .conftest import ANSWER, PROMPT, SCHEMA

pytestmark = pytest.mark.loopback
FORM: Any = {"format": {"type": "json_schema", "name": "route", "schema": SCHEMA}}


def test_an_answer_is_counted(openai: OpenAI) -> None:
    answer = openai.responses.create(model="gpt", input=PROMPT, instructions="Quote.")

    assert answer.output_text == ANSWER
    assert answer.status == "completed"
    assert answer.usage is not None
    assert answer.usage.output_tokens == 10


def test_a_stream_adds_up_to_the_answer(openai: OpenAI) -> None:
    with openai.responses.stream(model="gpt", input=PROMPT) as stream:
        events = list(stream)

    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(deltas) == ANSWER
    assert [event.sequence_number for event in events if hasattr(event, "sequence_number")] == list(
        range(len(events))
    )
    assert stream.get_final_response().output_text == ANSWER


def test_a_schema_is_filled(openai: OpenAI) -> None:
    answer = openai.responses.create(model="gpt", input=PROMPT, text=FORM)

    assert answer.output_text == '{"route": "direct", "sure": 0.0}'


def test_a_tool_is_called(openai: OpenAI) -> None:
    tool: Any = {"type": "function", "name": "choose", "parameters": SCHEMA, "strict": False}

    with openai.responses.stream(
        model="gpt", input=PROMPT, tools=[tool], tool_choice={"type": "function", "name": "choose"}
    ) as stream:
        (call,) = stream.get_final_response().output

    assert call.type == "function_call"
    assert (call.name, call.arguments) == ("choose", '{"route": "direct", "sure": 0.0}')


def test_an_answer_cut_off_says_why(openai: OpenAI) -> None:
    answer = openai.responses.create(model="gpt", input=PROMPT, max_output_tokens=3)

    assert answer.status == "incomplete"
    assert answer.incomplete_details is not None
    assert answer.incomplete_details.reason == "max_output_tokens"


def test_an_error_in_the_stream_is_an_event(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault = "error_within"

    last = list(openai.responses.create(model="gpt", input=PROMPT, stream=True))[-1]

    assert last.type == "error"
    assert "had an error" in last.message


def test_a_refusal_is_not_the_answers_text(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault = "refused"

    answer: Any = openai.responses.create(model="gpt", input=PROMPT)

    assert answer.output_text == ""
    assert answer.output[0].content[0].type == "refusal"
