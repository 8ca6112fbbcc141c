"""Anthropic's own client understands the fake."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic import Anthropic, BadRequestError

from trivium.adapters.fakes.anthropic import FakeAnthropic

from .conftest import ANSWER, PROMPT, SCHEMA

pytestmark = pytest.mark.loopback
LONG = "The lease ends in May. " * 300
MARK = {"type": "ephemeral"}


def ask(client: Anthropic, content: Any = PROMPT, **more: Any) -> Any:
    asked = {"model": "claude", "max_tokens": 100, **more}
    return client.messages.create(messages=[{"role": "user", "content": content}], **asked)


def text(content: str, *, marked: bool = False) -> dict[str, Any]:
    return {"type": "text", "text": content, **({"cache_control": MARK} if marked else {})}


def cache_of(answer: Any) -> tuple[int, int, int]:
    usage = answer.usage
    written, read = usage.cache_creation_input_tokens, usage.cache_read_input_tokens
    return usage.input_tokens, written, read


def test_an_answer_quotes_the_passages_and_is_counted(anthropic: Anthropic) -> None:
    answer = ask(anthropic)

    assert answer.content[0].text == ANSWER
    assert answer.stop_reason == "end_turn"
    assert answer.usage.output_tokens == 10


def test_a_stream_adds_up_to_the_answer(anthropic: Anthropic) -> None:
    with anthropic.messages.stream(
        model="claude", max_tokens=100, messages=[{"role": "user", "content": PROMPT}]
    ) as stream:
        said = "".join(stream.text_stream)
        whole = stream.get_final_message()

    assert said == ANSWER
    assert whole.usage.output_tokens == 10
    assert whole.stop_reason == "end_turn"


def test_only_what_is_marked_is_cached(anthropic: Anthropic) -> None:
    plain = [cache_of(ask(anthropic, [text(LONG), text("Why?")])) for _ in range(2)]
    marked = [cache_of(ask(anthropic, [text(LONG, marked=True), text("Why?")])) for _ in range(2)]

    assert plain == [(1727, 0, 0)] * 2
    assert marked == [(2, 1725, 0), (2, 0, 1725)]


def test_a_mark_under_other_instructions_finds_nothing(anthropic: Anthropic) -> None:
    content = [text(LONG, marked=True), text("Why?")]
    ask(anthropic, content, system="Answer ann.")

    assert cache_of(ask(anthropic, content, system="Answer bob."))[2] == 0


def test_a_fifth_mark_is_refused(anthropic: Anthropic) -> None:
    with pytest.raises(BadRequestError, match="At most 4"):
        ask(anthropic, [text(word, marked=True) for word in "abcde"])


def test_a_tool_that_must_be_called_is_called(anthropic: Anthropic) -> None:
    tool = {"name": "choose", "input_schema": SCHEMA}

    answer = ask(anthropic, tools=[tool], tool_choice={"type": "tool", "name": "choose"})

    assert answer.stop_reason == "tool_use"
    assert answer.content[0].input == {"route": "direct", "sure": 0.0}


def test_a_called_tool_streams_its_arguments(anthropic: Anthropic) -> None:
    with anthropic.messages.stream(
        model="claude",
        max_tokens=100,
        messages=[{"role": "user", "content": PROMPT}],
        tools=[{"name": "choose", "input_schema": SCHEMA}],
        tool_choice={"type": "any"},
    ) as stream:
        (block,) = stream.get_final_message().content

    assert block.type == "tool_use"
    assert block.input == {"route": "direct", "sure": 0.0}


def test_a_schema_is_filled_or_refused(
    anthropic: Anthropic, anthropic_server: FakeAnthropic
) -> None:
    form = {"format": {"type": "json_schema", "schema": SCHEMA}}

    assert ask(anthropic, output_config=form).content[0].text.startswith('{"route"')
    anthropic_server.supports = ("tools",)
    with pytest.raises(BadRequestError, match="json_schema is not supported"):
        ask(anthropic, output_config=form)


def test_a_request_without_a_limit_is_refused(anthropic: Anthropic) -> None:
    with pytest.raises(BadRequestError, match="max_tokens"):
        ask(anthropic, max_tokens=0)


def test_an_answer_ends_at_the_most_tokens(anthropic: Anthropic) -> None:
    assert ask(anthropic, max_tokens=3).stop_reason == "max_tokens"
