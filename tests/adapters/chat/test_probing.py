"""What the doctor learns from one tiny call."""

from __future__ import annotations

import pytest

from trivium.adapters.chat.model import chat_model
from trivium.adapters.chat.probing import probe_form, probe_stream
from trivium.adapters.chat.structured import Structured
from trivium.adapters.errors import KeyRefused
from trivium.adapters.fakes.server import FakeServer
from trivium.adapters.load import load

from .conftest import Options, scripted

pytestmark = pytest.mark.loopback
ROLES = ("answerers", "classifiers", "checkers", "rewriters")


@pytest.mark.parametrize("family", ROLES)
async def test_every_role_is_tried_with_one_call(
    at_model: Options, server: FakeServer, family: str
) -> None:
    await load(family, "chat").connect(at_model()).probe()

    assert len(server.asked) == 1


async def test_it_tells_how_the_model_streams_and_counts(
    at_model: Options, server: FakeServer
) -> None:
    server.says = ["one two three four five six seven eight nine"]
    server.first_token_s, server.token_s = 0.2, 0.02

    found = await probe_stream(chat_model(at_model(model_usd_per_million_in=2.0).options))

    assert "streams, tells its usage" in found
    assert "$2 and $0 a million tokens" in found
    assert float(found.split("after ")[1].split(" s")[0]) >= 0.2


async def test_it_says_where_no_price_is_known() -> None:
    model, _ = scripted("one two three")

    assert "no price known" in await probe_stream(model)


async def test_it_tells_the_way_of_filling_forms(at_model: Options, server: FakeServer) -> None:
    server.supports = ["tools"]

    assert "by function_calling" in await probe_form(Structured(chat_model(at_model().options)))


async def test_a_wrong_key_is_found_out(at_model: Options, server: FakeServer) -> None:
    server.key = "another"

    with pytest.raises(KeyRefused):
        await probe_stream(chat_model(at_model().options))
