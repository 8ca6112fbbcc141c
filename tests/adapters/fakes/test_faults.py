"""Each fault reaches a vendor's client as the vendor's own would."""

from __future__ import annotations

import json
from typing import Any

import openai as sdk
import pytest
from openai import OpenAI

from trivium.adapters.fakes.asked import Asked
from trivium.adapters.fakes.faults import Fault
from trivium.adapters.fakes.openai import FakeOpenAI

from .conftest import ANSWER, PROMPT

pytestmark = pytest.mark.loopback
JSON: Any = {"type": "json_object"}


def ask(client: OpenAI, **more: Any) -> Any:
    messages: Any = [{"role": "user", "content": PROMPT}]
    return client.chat.completions.create(model="gpt", messages=messages, **more)


def streamed(client: OpenAI) -> str:
    chunks = [chunk.choices[0] for chunk in ask(client, stream=True)]
    return "".join(chunk.delta.content or "" for chunk in chunks)


@pytest.mark.parametrize(
    ("fault", "raised", "code"),
    [
        ("bad_request", sdk.BadRequestError, None),
        ("unauthorised", sdk.AuthenticationError, "invalid_api_key"),
        ("no_model", sdk.NotFoundError, "model_not_found"),
        ("too_long", sdk.BadRequestError, "context_length_exceeded"),
        ("filtered_question", sdk.BadRequestError, "content_filter"),
        ("rate_limited", sdk.RateLimitError, "rate_limit_exceeded"),
        ("no_credit", sdk.RateLimitError, "insufficient_quota"),
        ("down", sdk.InternalServerError, None),
        ("unavailable", sdk.InternalServerError, None),
        ("overloaded", sdk.InternalServerError, None),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_refused_request_is_the_clients_own_error(
    openai: OpenAI,
    openai_server: FakeOpenAI,
    fault: Fault,
    raised: type[sdk.APIStatusError],
    code: str | None,
    stream: bool,
) -> None:
    openai_server.fault = fault

    with pytest.raises(raised) as refused:
        ask(openai, stream=stream)

    assert refused.value.code == code


def test_a_rate_limit_says_how_long_to_wait(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault, openai_server.retry_after_s = "rate_limited", 7

    with pytest.raises(sdk.RateLimitError) as refused:
        ask(openai)

    assert refused.value.response.headers["Retry-After"] == "7"


def test_a_fault_may_be_for_the_next_request_only(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.next_faults.append("down")

    with pytest.raises(sdk.InternalServerError):
        ask(openai)

    assert ask(openai).choices[0].message.content == ANSWER


def test_a_fault_may_depend_on_what_is_asked(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    def only_json(asked: Asked) -> Fault:
        return "down" if asked.form else ""

    openai_server.fault = only_json

    assert streamed(openai) == ANSWER
    with pytest.raises(sdk.InternalServerError):
        ask(openai, response_format=JSON)


@pytest.mark.parametrize("stream", [False, True])
def test_a_server_that_hangs_never_answers(
    openai: OpenAI, openai_server: FakeOpenAI, stream: bool
) -> None:
    openai_server.fault = "hang"

    with pytest.raises(sdk.APITimeoutError):
        ask(openai, stream=stream, timeout=0.2)


def test_a_stream_may_stand_still_in_the_middle(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault = "hang_within"

    chunks = ask(openai, stream=True, timeout=0.3)

    assert next(chunks).choices[0].delta.role == "assistant"
    with pytest.raises(sdk.APITimeoutError):
        list(chunks)


def test_a_stream_that_is_cut_off_is_a_lost_connection(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.fault = "dropped"

    with pytest.raises(sdk.APIConnectionError):
        streamed(openai)
    with pytest.raises(sdk.APIConnectionError):
        ask(openai)


def test_a_stream_may_end_in_order_without_a_reason(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.fault = "ended"

    chunks = list(ask(openai, stream=True))

    assert {chunk.choices[0].finish_reason for chunk in chunks} == {None}
    assert ANSWER.startswith("".join(chunk.choices[0].delta.content or "" for chunk in chunks))


def test_an_error_in_the_stream_is_raised(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault = "error_within"

    with pytest.raises(sdk.APIError, match="had an error"):
        streamed(openai)


def test_what_is_no_json_does_not_parse(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault = "not_json"

    with pytest.raises(json.JSONDecodeError):
        ask(openai)


@pytest.mark.parametrize(
    ("fault", "reason", "said"),
    [
        ("empty", "stop", ""),
        ("refused", "stop", None),
        ("filtered", "content_filter", ANSWER[:14]),
        ("cut", "length", ANSWER[:14]),
        ("ignores_format", "stop", "Annual leave is 28 days."),
    ],
)
def test_a_model_may_say_something_else(
    openai: OpenAI, openai_server: FakeOpenAI, fault: Fault, reason: str, said: str | None
) -> None:
    openai_server.fault = fault

    choice = ask(openai).choices[0]

    assert (choice.finish_reason, choice.message.content) == (reason, said)


def test_a_refusal_is_told_apart_from_the_text(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault = "refused"

    assert "can't help" in ask(openai).choices[0].message.refusal
    assert streamed(openai) == ""


def test_a_model_that_loops_says_the_same_sentence(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.fault = "loop"

    assert ask(openai).choices[0].message.content.count("Annual leave") > 100


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("ignores_format", "Sure, here is what I think about it."),
        ("wrong_schema", '{"unexpected": [1, 2]}'),
        ("half_json", '{"a"'),
        ("fenced", 'Here you are:\n```json\n{"a": 1}\n```'),
    ],
)
def test_a_form_may_be_broken(
    openai: OpenAI, openai_server: FakeOpenAI, fault: Fault, said: str
) -> None:
    openai_server.fault, openai_server.says = fault, ['{"a": 1}']

    assert ask(openai, response_format=JSON).choices[0].message.content == said
