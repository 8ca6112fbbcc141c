"""Names of models, their prices, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trivium.adapters.base import Parts
from trivium.adapters.chat.model import chat_model
from trivium.adapters.chat.named import named
from trivium.adapters.chat.prices import price
from trivium.adapters.errors import Unavailable, UnknownSetting
from trivium.adapters.load import load, split
from trivium.adapters.price import Price
from trivium.adapters.secrets import Secret


def test_a_members_argument_comes_before_the_model_for_all() -> None:
    given = {"model": "openai:gpt-5-mini", "model_argument": "anthropic:claude-sonnet-4-5"}

    assert named(given).name == "anthropic:claude-sonnet-4-5"


def test_a_model_alone_names_the_chat_member() -> None:
    name = "openai:ft:gpt-4o-mini-2024-07-18:acme::abc"

    assert split("answerers", name) == ("chat", name)
    assert named({"model_argument": name}).model == "ft:gpt-4o-mini-2024-07-18:acme::abc"


@pytest.mark.parametrize("name", ["", "gpt-5-mini", "openai:", ":gpt-5-mini"])
def test_a_name_without_a_provider_is_refused(name: str) -> None:
    with pytest.raises(UnknownSetting, match="TRIVIUM_MODEL="):
        named({"model": name})


def test_what_is_not_installed_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(Unavailable, match="no.such"):
        load("answerers", "chat").connect(
            Parts(home=None, options={"model": "no.such.Model"})  # type: ignore[arg-type]
        )._model.named.make()


def test_options_are_read_as_what_they_are() -> None:
    given = {
        "model": "openai:x",
        "model_options": ("reasoning_effort=low", "a=1", "b=.5", "c=true"),
    }

    assert named(given).options == {"reasoning_effort": "low", "a": 1, "b": 0.5, "c": True}


def test_an_option_without_a_value_is_refused() -> None:
    with pytest.raises(UnknownSetting, match="name=value"):
        named({"model": "openai:x", "model_options": ("low",)})


def test_coheres_key_serves_coheres_model() -> None:
    given = {"model": "cohere:command-a-03-2025", "cohere_api_key": Secret("k")}

    assert named(given).key == Secret("k")


def test_no_key_is_shown() -> None:
    assert "sk-secret" not in repr(
        named({"model": "openai:x", "model_api_key": Secret("sk-secret")})
    )


@pytest.mark.parametrize("name", ["openai:gpt-5-mini", "anthropic:claude-sonnet-4-5"])
def test_the_list_knows_prices(name: str) -> None:
    found = chat_model({"model": name}).price

    assert 0 < (found.cached or 0) < found.read < found.written


@pytest.mark.parametrize(
    "given",
    [
        {"model": "ollama:llama3.2"},
        {"model": "openai:nobody-knows-this"},
        {"model": "openai:gpt-5-mini", "model_base_url": "http://127.0.0.1:8000/v1"},
    ],
)
def test_what_the_list_does_not_know_is_free(given: dict[str, Any]) -> None:
    found = price(named(given), given)

    assert replace(found, kept_s=0.0) == Price(kept_s=0.0)


def test_a_price_of_ones_own_takes_the_lists_place() -> None:
    given = {"model": "openai:gpt-5-mini", "model_usd_per_million_in": 7.0}

    assert chat_model(given).price.read == 7.0
    assert (
        chat_model(given).price.written == chat_model({"model": "openai:gpt-5-mini"}).price.written
    )
