"""Vendors' servers on this machine, and the settings that lead there."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from trivium.adapters.base import Parts
from trivium.adapters.cohere_server import KEY, CohereServer
from trivium.adapters.load import members
from trivium.adapters.secrets import Secret
from trivium.graph.settings import Settings

VENDORS = {"cohere"}


def every(family: str) -> list[Any]:
    """List the members of a family, those that talk to a server on this machine with its mark."""
    return [
        pytest.param(name, marks=pytest.mark.loopback) if name in VENDORS else name
        for name in members(family)
    ]


@pytest.fixture(scope="module")
def server() -> Generator[CohereServer]:
    """Speak Cohere's protocol; the same for a module, so reset what you change."""
    with CohereServer() as running:
        yield running


@pytest.fixture
def at_home(tmp_path: Path) -> Parts:
    """Say where to keep things, with every setting at its default."""
    return Parts(home=tmp_path, options=asdict(Settings()))


@pytest.fixture
def with_model(tmp_path: Path) -> Parts:
    """Say where to keep things, with every setting at its default but a scripted chat model."""
    settings = replace(Settings(), model="trivium.adapters.chat.scripted.ScriptedChat")
    return Parts(home=tmp_path, options=asdict(settings))


@pytest.fixture
def at_cohere(tmp_path: Path, server: CohereServer) -> Parts:
    """Say where the server is, and with which key."""
    settings = replace(
        Settings(),
        cohere_api_key=Secret(KEY),
        cohere_base_url=server.url,
        # A busy machine takes seconds to import the SDK.
        embed_timeout_s=30.0,
        rerank_timeout_s=30.0,
    )
    return Parts(home=tmp_path, options=asdict(settings))
