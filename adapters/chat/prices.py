"""What a model asks for its tokens: from the settings, else from a list of prices kept offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..price import FREE, Price
from .named import Named

_TOKENS = 1_000  # priced to read a rate off; few enough for the lowest tier
# Models on one's own machine cost nothing by the token.
_OWN = ("", "ollama", "vllm")
_PROVIDERS = {"azure_openai": "azure", "bedrock": "aws", "bedrock_converse": "aws"}


def price(model: Named, options: Mapping[str, Any]) -> Price:
    """Return the price of a model; what neither the settings nor the list know is free."""
    own = options.get("model_base_url") and model.provider == "openai"
    listed = FREE if own or model.provider in _OWN else _listed(model.provider, model.model)
    given = {
        "read": options.get("model_usd_per_million_in"),
        "written": options.get("model_usd_per_million_out"),
        "cached": options.get("model_usd_per_million_cached"),
    }
    return replace(listed, **{name: float(usd) for name, usd in given.items() if usd})


@cache
def _listed(provider: str, model: str) -> Price:
    """Look a price up in genai-prices, where it is installed: it comes with its list."""
    if find_spec("genai_prices") is None:
        return FREE
    prices: Any = import_module("genai_prices")

    def usd(**tokens: int) -> float:
        used, at = prices.Usage(**tokens), _PROVIDERS.get(provider, provider)
        found = prices.calc_price(used, model, provider_id=at)
        return float(found.total_price) * 1_000_000 / _TOKENS

    try:
        return Price(
            read=usd(input_tokens=_TOKENS),
            written=usd(output_tokens=_TOKENS),
            cached=usd(input_tokens=_TOKENS, cache_read_tokens=_TOKENS),
        )
    except (LookupError, ValueError):
        return FREE
