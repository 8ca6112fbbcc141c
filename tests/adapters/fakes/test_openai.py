"""OpenAI's own client understands the fake: chat completions."""

from __future__ import annotations

from typing import Any

import pytest
from openai import BadRequestError, NotFoundError, OpenAI

from trivium.adapters.fakes.openai import KEY, FakeOpenAI

from .conftest import ANSWER, PROMPT, SCHEMA

pytestmark = pytest.mark.loopback
LONG = "The lease ends in May. " * 300


def ask(client: OpenAI, prompt: str = PROMPT, **more: Any) -> Any:
    messages: Any = [{"role": "user", "content": prompt}]
    return client.chat.completions.create(model="gpt", messages=messages, **more)


def test_an_answer_quotes_the_passages_and_is_counted(openai: OpenAI) -> None:
    answer = ask(openai)

    assert answer.choices[0].message.content == ANSWER
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.prompt_tokens == -(-len(PROMPT) // 4)
    assert answer.usage.completion_tokens == 10


def test_a_stream_holds_the_same_text_and_ends_with_its_reason(openai: OpenAI) -> None:
    chunks = list(ask(openai, stream=True))

    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == ANSWER
    assert [chunk.choices[0].finish_reason for chunk in chunks][-2:] == [None, "stop"]
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_is_counted_only_when_asked(openai: OpenAI) -> None:
    plain = list(ask(openai, stream=True))
    counted = list(ask(openai, stream=True, stream_options={"include_usage": True}))

    assert all(chunk.usage is None for chunk in plain)
    assert counted[-1].choices == []
    assert counted[-1].usage.completion_tokens == 10


def test_a_prefix_that_came_before_is_cached_from_1024_tokens_in_steps_of_128(
    openai: OpenAI,
) -> None:
    first = ask(openai, LONG + "First?")
    second = ask(openai, LONG + "Second?")

    assert first.usage.prompt_tokens_details.cached_tokens == 0
    assert second.usage.prompt_tokens_details.cached_tokens == 1664


def test_another_cache_key_shares_nothing(openai: OpenAI) -> None:
    ask(openai, LONG, prompt_cache_key="ann")

    assert ask(openai, LONG, prompt_cache_key="bob").usage.prompt_tokens_details.cached_tokens == 0


def test_a_schema_is_filled_with_the_least_that_fits(openai: OpenAI) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "route", "schema": SCHEMA}}

    answer = ask(openai, response_format=form)

    assert answer.choices[0].message.content == '{"route": "direct", "sure": 0.0}'


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_that_must_be_called_is_called(openai: OpenAI, stream: bool) -> None:
    tool = {"type": "function", "function": {"name": "choose", "parameters": SCHEMA}}
    choice = {"type": "function", "function": {"name": "choose"}}

    answer = ask(openai, tools=[tool], tool_choice=choice, stream=stream)

    if stream:
        deltas = [chunk.choices[0].delta.tool_calls or [] for chunk in answer]
        calls = [call.function for delta in deltas for call in delta]
        name, arguments = calls[0].name, "".join(call.arguments for call in calls)
    else:
        (call,) = answer.choices[0].message.tool_calls
        name, arguments = call.function.name, call.function.arguments
    assert (name, arguments) == ("choose", '{"route": "direct", "sure": 0.0}')


def test_a_form_that_is_not_supported_is_refused(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.supports = ("tools",)

    with pytest.raises(BadRequestError, match="json is not supported"):
        ask(openai, response_format={"type": "json_object"})


def test_a_prompt_longer_than_the_window_is_refused_by_its_name(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.window_tokens = 1000

    with pytest.raises(BadRequestError) as refused:
        ask(openai, LONG)

    assert refused.value.code == "context_length_exceeded"


def test_an_answer_ends_at_the_most_tokens(openai: OpenAI) -> None:
    answer = ask(openai, max_completion_tokens=3)

    assert answer.choices[0].message.content == "Annual leave is"
    assert answer.choices[0].finish_reason == "length"


def test_a_script_is_said_in_order_and_its_last_line_again(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.says = ["One.", "Two."]

    said = [ask(openai).choices[0].message.content for _ in range(3)]

    assert said == ["One.", "Two.", "Two."]


def test_what_was_asked_is_kept_without_the_key(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    ask(openai, temperature=0)

    asked = openai_server.asked[-1]
    assert asked.body["temperature"] == 0
    assert asked.prompt == PROMPT
    assert KEY not in repr(asked)


def test_another_path_is_not_found(openai: OpenAI) -> None:
    with pytest.raises(NotFoundError):
        openai.embeddings.create(model="e", input="text")
