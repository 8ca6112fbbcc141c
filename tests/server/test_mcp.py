"""The Model Context Protocol through its own client, over HTTP and over standard input."""

import os
import sys
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from trivium.graph.settings import Settings
from trivium.server.keyring import Key, Keyring

from .conftest import serving
from .members import services

pytestmark = pytest.mark.loopback

# Loaded here, since pytest cannot rewrite it where the client loads it, deep in a stack.
assert anyio.open_process

BACKUPS = "Backups are kept for thirty days. They live in two places."


@pytest.fixture
async def client(door, script):
    """Make a client; to be opened and closed in the test itself, as its task group wants it."""
    await door.add(BACKUPS, title="Backups")
    script.pieces = ["Backups are kept ", "for thirty days. [1] They live", " in two places. [1]"]
    return Client(f"{door.url}/mcp")


async def test_it_offers_three_tools_with_what_they_take_and_give(client):
    async with client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search", "read"}
        assert tools["ask"].input_schema["required"] == ["question"]
        assert "outcome" in tools["ask"].output_schema["properties"]


async def test_ask_gives_a_checked_answer_with_its_sources(client):
    async with client:
        told = (await client.call_tool("ask", {"question": "How long?"})).structured_content
        assert told["text"] == "Backups are kept for thirty days. [1] They live in two places. [1]"
        assert told["outcome"] == "grounded"
        assert told["citations"][0]["title"] == "Backups"


async def test_each_verified_sentence_is_told_as_it_leaves(client):
    async with client:
        said = []

        async def progress(done, total, message):
            said.append(message)

        await client.call_tool("ask", {"question": "How long?"}, progress_callback=progress)
        assert said == ["Backups are kept for thirty days. [1]", "They live in two places. [1]"]


async def test_search_and_read_give_the_documents_own_words(client):
    async with client:
        found = (await client.call_tool("search", {"query": "backups"})).structured_content
        [hit] = found["hits"]
        read = await client.call_tool("read", {"document_id": hit["document_id"], "start": 8})
        assert read.structured_content["text"] == BACKUPS[8:]
        assert read.structured_content["length"] == len(BACKUPS)


async def test_an_error_is_told_in_trivium_s_own_sentence(client):
    async with client:
        result = await client.call_tool("read", {"document_id": "nothing"})
        assert result.is_error
        assert "nothing" in result.content[0].text


async def test_a_client_may_force_a_route(client):
    async with client:
        told = await client.call_tool("ask", {"question": "How long?", "route": "long_context"})
        assert told.structured_content["route"] == "long_context"


async def test_a_key_decides_what_can_be_read(settings, script):
    made: Settings = settings()
    ring = Keyring(made.home)
    legal = ring.create(Key(name="ann", hash="", user="ann", groups=("legal",)))
    other = ring.create(Key(name="bob", hash="", user="bob"))
    async with serving(made, services(script)) as door:
        door.client.headers["Authorization"] = f"Bearer {legal}"
        await door.add(BACKUPS, groups=["legal"])
        assert len(await hits(door, legal)) == 1
        assert await hits(door, other) == []
        door.client.headers["Authorization"] = "Bearer wrong"
        assert (await door.client.post("/mcp")).status_code == 401


async def hits(door, key):
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(headers=headers) as http:
        wire = streamable_http_client(f"{door.url}/mcp", http_client=http)
        async with Client(wire) as client:
            found = await client.call_tool("search", {"query": "backups"})
            return found.structured_content["hits"]


async def test_a_program_may_start_it_and_speak_over_standard_input(tmp_path):
    command = StdioServerParameters(
        command=str(Path(sys.executable).parent / "trivium"),
        args=["mcp"],
        env={**os.environ, "TRIVIUM_HOME": str(tmp_path)},
    )
    async with Client(command) as client:
        told = await client.call_tool("ask", {"question": "How long are backups kept?"})
    assert told.structured_content["outcome"] == "abstained_no_evidence"
