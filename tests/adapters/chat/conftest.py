"""Chat models: LangChain's own clients against servers on this machine, and a scripted one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from trivium.adapters.base import Parts
from trivium.adapters.chat.marks import NOT_THERE
from trivium.adapters.chat.model import ChatModel
from trivium.adapters.chat.named import Named
from trivium.adapters.chat.scripted import ScriptedChat
from trivium.adapters.fakes.anthropic import FakeAnthropic
from trivium.adapters.fakes.openai import KEY, FakeOpenAI
from trivium.adapters.fakes.quoting import Quoting
from trivium.adapters.fakes.server import FakeServer
from trivium.adapters.secrets import Secret
from trivium.graph.settings import Settings

from ...hanging_up import hung_up as hung_up

Options = Callable[..., Parts]


@pytest.fixture(params=["openai", "anthropic"])
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(vendor: str) -> Generator[FakeServer]:
    """A model that quotes what it is given, behind the vendor's protocol."""
    fake = {"openai": FakeOpenAI, "anthropic": FakeAnthropic}[vendor]
    with fake(Quoting(not_there=NOT_THERE)) as running:
        yield running


@pytest.fixture
def at_model(vendor: str, server: FakeServer, tmp_path: Path) -> Options:
    """Say where the model is, with which key; further settings may be given."""

    def options(**given: Any) -> Parts:
        path = "/v1" if vendor == "openai" else ""
        settings = replace(
            Settings(),
            model=f"{vendor}:fake-model",
            model_base_url=f"{server.url}{path}",
            model_api_key=Secret(KEY),
        )
        return Parts(home=tmp_path, options={**asdict(settings), **given})

    return options


def scripted(*says: Any, finish: str = "stop", price: Any = None) -> tuple[ChatModel, ScriptedChat]:
    """Make a chat model that says these, the last again and again, and the model inside it."""
    script = says[0] if len(says) == 1 and callable(says[0]) else says
    inside = ScriptedChat(script=script, finish=finish)
    model = ChatModel(Named(provider="", model="scripted"), made=inside)
    if price is not None:
        model.price = price
    return model, inside
