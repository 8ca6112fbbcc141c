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
# How long a provider keeps a prompt's beginning after it was last read: Anthropic says five
# minutes, OpenAI five to ten; a server of one's own keeps it until it needs the room.
_KEPT_S, _KEPT_OWN_S = {"anthropic": 300.0}, 3600.0
_KEPT_ELSEWHERE_S = 600.0
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
    kept_s = float(options.get("model_cache_s") or 0.0) or _kept_s(model, own=bool(own))
    return replace(listed, kept_s=kept_s, **{k: float(usd) for k, usd in given.items() if usd})


def _kept_s(model: Named, *, own: bool) -> float:
    if own or model.provider in _OWN:
        return _KEPT_OWN_S
    return _KEPT_S.get(model.provider, _KEPT_ELSEWHERE_S)


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
