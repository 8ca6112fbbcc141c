"""Clients of others, unmodified, against a running Trivium with the sample documents."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import httpx
import openai
import pytest
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

pytestmark = [pytest.mark.clients, pytest.mark.loopback]

JS = Path(__file__).parent / "js"
QUESTION = "How many days of annual leave do full-time employees get?"


@pytest.mark.parametrize("script", sorted(path.name for path in JS.glob("*.mjs")))
def test_a_client_in_javascript(node: str, url: str, script: str) -> None:
    command = [node, script, url, QUESTION]
    ran = subprocess.run(command, cwd=JS, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr


@asynccontextmanager
async def chat(url: str, model: str = "trivium", **more: bool) -> AsyncIterator[ChatOpenAI]:
    async with httpx.AsyncClient() as wire:
        yield ChatOpenAI(
            model=model,
            base_url=f"{url}/v1",
            api_key=SecretStr("none"),
            max_retries=0,
            http_async_client=wire,
            **more,
        )


async def test_langchains_chat_model_asks_and_streams(url: str) -> None:
    async with chat(url) as model:
        whole = await model.ainvoke([HumanMessage(QUESTION)])
        pieces = [piece async for piece in model.astream(QUESTION)]
    assert "27 days" in str(whole.content)
    assert "".join(str(piece.content) for piece in pieces) == whole.content
    assert len(pieces) > 3


async def test_langchains_chat_model_shows_citations_over_responses(url: str) -> None:
    async with chat(url, use_responses_api=True) as model:
        whole = await model.ainvoke(QUESTION)
        pieces = [piece async for piece in model.astream(QUESTION)]
    for message in (whole, sum(pieces[1:], pieces[0])):
        [block] = message.content_blocks
        [cited, *_] = block["annotations"]
        assert block["text"][cited["start_index"] : cited["end_index"]] == "[1]"
        assert cited["title"] == "Moorlight handbook: leave"


async def test_langchains_chat_model_is_told_what_is_wrong(url: str) -> None:
    async with chat(url, "trivium-retreival") as model:
        with pytest.raises(openai.NotFoundError, match="did you mean 'trivium-retrieval'"):
            await model.ainvoke(QUESTION)


async def test_langchains_chat_model_may_leave_in_the_middle(url: str) -> None:
    async with chat(url) as model, aclosing(model.astream(QUESTION)) as pieces:  # type: ignore[type-var]
        async for _ in pieces:
            break
        assert (await model.ainvoke(QUESTION)).content
