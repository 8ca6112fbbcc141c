"""The fakes at their ports, and what they are asked."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from anthropic import Anthropic
from openai import OpenAI

from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.openai import KEY, FakeOpenAI

LEAVE = "Annual leave is 28 days."
PROMPT = (
    f'<document number="1">\nLunch is at noon.\n</document>\n'
    f'<document number="2">\n{LEAVE} Ask your manager first.\n</document>\n'
    "<question>How long is annual leave?</question>"
)
ANSWER = f"{LEAVE} [2]"
SCHEMA = {
    "type": "object",
    "properties": {"route": {"enum": ["direct", "retrieval"]}, "sure": {"type": "number"}},
    "required": ["route", "sure"],
    "additionalProperties": False,
}


@pytest.fixture
def openai_server() -> Generator[FakeOpenAI]:
    with FakeOpenAI() as server:
        yield server


@pytest.fixture
def openai(openai_server: FakeOpenAI) -> Generator[OpenAI]:
    url = f"{openai_server.url}/v1"
    with OpenAI(api_key=KEY, base_url=url, max_retries=0, timeout=5) as client:
        yield client


@pytest.fixture
def anthropic_server() -> Generator[FakeAnthropic]:
    with FakeAnthropic() as server:
        yield server


@pytest.fixture
def anthropic(anthropic_server: FakeAnthropic) -> Generator[Anthropic]:
    url = anthropic_server.url
    with Anthropic(api_key=KEY, base_url=url, max_retries=0, timeout=5) as client:
        yield client
