"""The settings of language models."""

from __future__ import annotations

from dataclasses import dataclass

from ..adapters.secrets import Secret
from .settings_values import setting


@dataclass(frozen=True, kw_only=True)
class Models:
    """Which chat model answers and judges, how it is reached, what it costs."""

    model: str = setting(
        "",
        "A chat model of LangChain by name: `openai:gpt-5-mini`, `anthropic:...`, `ollama:...`, "
        "`vllm:...`; with it a model answers, and is asked where the local classifier, rewriter "
        "and checker are unsure. One role alone: `answerer=openai:gpt-5-mini`.",
        section="Language models",
        swaps="answerer=chat,classifier=chat,rewriter=chat,checker=chat",
    )
    model_base_url: str = setting(
        "", "Where the model is reached, for servers that speak a vendor's protocol: `.../v1`."
    )
    model_api_key: Secret = setting(
        Secret(),
        "The model's key, where the vendor's own variable (`OPENAI_API_KEY`, ...) does not serve. "
        "Only in the environment.",
    )
    model_options: tuple[str, ...] = setting(
        (), "What LangChain's class is given besides, `name=value`: `reasoning_effort=low`."
    )
    model_timeout_s: float = setting(
        30.0, "Seconds that a model may be silent before it is given up.", least=0.01
    )
    model_requests: int = setting(
        64,
        "How many calls run at a provider at a time, over all roles; the others wait for their "
        "turn, within their budget.",
        least=2,
    )
    model_wait_s: float = setting(
        2.0,
        "Seconds that an answer waits at most where a provider asks to be left alone; asked for "
        "longer, the fallback answers at once.",
        least=0,
    )
    model_fallback: str = setting(
        "embedded",
        "Who answers when the model fails before it wrote anything, flagged `fallback_model`; "
        "another model's name, or `none`: then the failure itself is told.",
    )
    model_usd_per_million_in: float = setting(
        0.0, "US dollars a million tokens read; 0 takes the price list's, if it knows.", least=0
    )
    model_usd_per_million_out: float = setting(
        0.0, "US dollars a million tokens written; 0 takes the price list's.", least=0
    )
    model_usd_per_million_cached: float = setting(
        0.0, "US dollars a million tokens read from a cache; 0 takes the list's.", least=0
    )
    model_cache_s: float = setting(
        0.0,
        "Seconds that the provider keeps a prompt's beginning after it was last read; 0 takes what "
        "is usual: 300 for Anthropic, 3600 for servers of one's own, 600 for others.",
        least=0,
    )
