"""A fake writes in its time, and knows how far it came."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

import pytest
from openai import OpenAI

from trivium.adapters.fakes.openai import FakeOpenAI

from .conftest import PROMPT

pytestmark = pytest.mark.loopback


def stream(client: OpenAI) -> Any:
    messages: Any = [{"role": "user", "content": PROMPT}]
    return client.chat.completions.create(model="gpt", messages=messages, stream=True)


def test_the_first_token_and_each_further_one_take_their_time(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.first_token_s, openai_server.token_s = 0.1, 0.02

    begun = monotonic()
    came = [monotonic() - begun for chunk in stream(openai) if chunk.choices[0].delta.content]

    assert came[0] >= 0.1
    assert came[-1] >= 0.1 + 9 * 0.02


def test_an_answer_in_one_piece_takes_as_long(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.first_token_s, openai_server.token_s = 0.1, 0.02
    messages: Any = [{"role": "user", "content": PROMPT}]

    begun = monotonic()
    openai.chat.completions.create(model="gpt", messages=messages)

    assert monotonic() - begun >= 0.1 + 9 * 0.02


def test_a_reader_that_goes_away_stops_the_writing(
    openai: OpenAI, openai_server: FakeOpenAI
) -> None:
    openai_server.says, openai_server.token_s = ["word " * 200], 0.01

    chunks = stream(openai)
    next(chunks)
    chunks.close()
    sleep(0.2)
    sent = openai_server.asked[-1].sent
    sleep(0.1)

    assert openai_server.asked[-1].sent == sent < 200


def test_a_server_may_be_late(openai: OpenAI, openai_server: FakeOpenAI) -> None:
    openai_server.fault = "slow"

    begun = monotonic()
    list(stream(openai))

    assert monotonic() - begun >= 0.5
