import asyncio
from collections.abc import AsyncIterator

import openai
import pytest

from trivium.adapters.errors import Upstream

pytestmark = pytest.mark.loopback

BACKUPS = "Backups are kept for thirty days. They live in two places."
QUESTION = [{"role": "user", "content": "How long are backups kept?"}]


@pytest.fixture
async def client(door) -> AsyncIterator[openai.AsyncOpenAI]:
    await door.add(BACKUPS)
    url = f"{door.url}/v1"
    async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as made:
        yield made


async def test_it_asks(client):
    answer = await client.chat.completions.create(model="trivium", messages=QUESTION)
    message = answer.choices[0].message
    assert message.content == "Backups are kept for thirty days. [1]"
    assert message.annotations[0].url_citation.start_index == 34
    assert answer.usage.total_tokens == 17
    assert answer.model_extra["trivium"]["outcome"] == "grounded"


async def test_it_streams(client):
    stream = await client.chat.completions.create(
        model="trivium", messages=QUESTION, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "Backups are kept for thirty days. [1]"
    assert chunks[-1].usage.total_tokens == 17


async def test_it_lists_the_models(client):
    assert "trivium" in [model.id async for model in client.models.list()]


async def test_it_raises_its_own_errors(client):
    with pytest.raises(openai.NotFoundError) as raised:
        await client.chat.completions.create(model="gpt-4o", messages=QUESTION)
    assert raised.value.code == "model_not_found"


async def test_it_raises_what_goes_wrong_in_a_stream(client, script):
    script.error, script.error_after = Upstream("The model broke off."), 1
    stream = await client.chat.completions.create(model="trivium", messages=QUESTION, stream=True)
    with pytest.raises(openai.APIError, match="broke off"):
        _ = [chunk async for chunk in stream]


async def test_leaving_its_stream_stops_the_model(client, script):
    script.wait_s = 30
    stream = await client.chat.completions.create(model="trivium", messages=QUESTION, stream=True)
    await script.begun.wait()
    await stream.close()
    await asyncio.wait_for(script.cancelled.wait(), 5)
