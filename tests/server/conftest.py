"""A server on a free port, over a real Trivium whose members follow a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from trivium.adapters.base import Services
from trivium.graph.library import Trivium
from trivium.graph.settings import Settings
from trivium.server.app import create_app
from trivium.server.run import bound
from trivium.server.stopping import address

from ..hanging_up import hung_up as hung_up
from .members import Script, services


@dataclass
class Door:
    """A running server and how to reach it."""

    url: str
    trivium: Trivium
    client: httpx.AsyncClient

    async def ask(self, content: Any = "How long are backups kept?", **fields: Any) -> Any:
        body = {"messages": [{"role": "user", "content": content}], **fields}
        return await self.client.post("/v1/chat/completions", json=body)

    async def add(self, text: str, **fields: Any) -> str:
        answer = await self.client.post("/v1/documents", json={"text": text, **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()["documents"][0]["id"]


@asynccontextmanager
async def serving(settings: Settings, made: Services) -> AsyncIterator[Door]:
    """Serve until the block is left."""
    async with Trivium.open(settings, made) as trivium:
        with bound(settings) as listener:
            url = address(listener)
            config = uvicorn.Config(create_app(trivium), log_config=None, access_log=False)
            server = uvicorn.Server(config)
            running = asyncio.create_task(server.serve(sockets=[listener]))
            async with httpx.AsyncClient(base_url=url, timeout=20) as client:
                await client.get("/healthz")
                yield Door(url=url, trivium=trivium, client=client)
            server.should_exit = True
            await running


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    def make(**values: Any) -> Settings:
        return Settings(home=tmp_path / "home", port=0, **values)

    return make


@pytest.fixture
async def door(script: Script, settings: Callable[..., Settings]) -> AsyncIterator[Door]:
    async with serving(settings(upload_max_mb=1), services(script)) as opened:
        yield opened
