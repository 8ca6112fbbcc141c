"""LangChain's chat models understand the fakes: streams, counts and structured output."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Literal

import pytest
from langchain_anthropic import ChatAnthropic
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.openai import KEY, FakeOpenAI

from .conftest import ANSWER, PROMPT

pytestmark = pytest.mark.loopback


class Choice(BaseModel):
    """A way to go."""

    route: Literal["direct", "retrieval"]


_made: list[Any] = []


@pytest.fixture(autouse=True)
async def hung_up() -> AsyncGenerator[None]:
    """Close what LangChain keeps open for all models of an address."""
    yield
    while _made:
        await _made.pop().close()


def chat(server: FakeOpenAI, *, responses: bool = False) -> ChatOpenAI:
    model = ChatOpenAI(
        model="gpt",
        api_key=SecretStr(KEY),
        base_url=f"{server.url}/v1",
        use_responses_api=responses,
        stream_usage=True,
        max_retries=0,
    )
    _made.append(model.root_async_client)
    return model


def claude(server: FakeAnthropic) -> ChatAnthropic:
    model = ChatAnthropic(
        model_name="claude", api_key=SecretStr(KEY), base_url=server.url, max_retries=0
    )
    _made.append(model._async_client)
    return model


async def added_up(model: Any) -> Any:
    whole = None
    async for chunk in model.astream(PROMPT):
        whole = chunk if whole is None else whole + chunk
    return whole


@pytest.mark.parametrize("responses", [False, True])
async def test_openais_stream_adds_up_and_is_counted(
    openai_server: FakeOpenAI, responses: bool
) -> None:
    whole = await added_up(chat(openai_server, responses=responses))

    assert whole.text == ANSWER
    assert whole.usage_metadata["output_tokens"] == 10
    assert whole.usage_metadata["input_token_details"]["cache_read"] == 0


async def test_anthropics_stream_adds_up_and_is_counted(anthropic_server: FakeAnthropic) -> None:
    whole = await added_up(claude(anthropic_server))

    assert whole.text == ANSWER
    assert whole.usage_metadata["input_tokens"] == -(-len(PROMPT) // 4)
    assert whole.usage_metadata["output_tokens"] == 10


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
async def test_openais_structured_output_fits(openai_server: FakeOpenAI, method: Any) -> None:
    openai_server.says = ['{"route": "retrieval"}']

    chosen = await chat(openai_server).with_structured_output(Choice, method=method).ainvoke("json")

    assert chosen == Choice(route="retrieval")


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
async def test_anthropics_structured_output_fits(
    anthropic_server: FakeAnthropic, method: Any
) -> None:
    model = claude(anthropic_server).with_structured_output(Choice, method=method)

    assert await model.ainvoke("Where to?") == Choice(route="direct")
