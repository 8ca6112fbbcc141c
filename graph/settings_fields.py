"""Every setting: its default, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..adapters.secrets import Secret
from ..adapters.terms import Contract, Principal
from ..nodes.context import Mode
from .settings_values import About

PREFIX = "TRIVIUM_"
Fusion = Literal["relative", "ranked"]
LogLevel = Literal["debug", "info", "warning", "error"]
Threads = Literal["embedded", "postgres"]


def _setting(
    default: Any,
    doc: str,
    *,
    section: str = "",
    least: float | None = None,
    most: float | None = None,
    variable: str = "",
    swaps: str = "",
) -> Any:
    about = About(doc=doc, section=section, least=least, most=most, variable=variable, swaps=swaps)
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a Trivium is made from; with nothing set it needs no key and no network."""

    home: Path = _setting(
        Path(".trivium"),
        "The folder for everything embedded: database, vectors, receipts. Relative to where "
        "Trivium is started.",
        section="Where",
    )
    host: str = _setting("127.0.0.1", "The address that `trivium serve` listens on.")
    port: int = _setting(
        8080, "The port that `trivium serve` listens on; 0 takes a free one.", least=0, most=65535
    )
    log_level: LogLevel = _setting(
        "info", "How much is logged; `debug` also shows the traceback of an error."
    )

    tenant: str = _setting(
        "default", "The tenant of whoever asks from this machine.", section="Who asks"
    )
    user: str = _setting("local", "The name of whoever asks from this machine.")
    groups: tuple[str, ...] = _setting((), "The groups of whoever asks from this machine.")
    api_key: Secret = _setting(
        Secret(),
        "A key for this same asker over HTTP; with one, or with `trivium keys create`, every "
        "request needs a key and the server may listen elsewhere. Only in the environment.",
    )

    store: str = _setting(
        "embedded", "Keeps documents and finds passages.", section="Members of the families"
    )
    embedder: str = _setting(
        "embedded",
        "Turns text into vectors: `cohere`, or LangChain's by name: "
        "`openai:text-embedding-3-small`.",
    )
    reranker: str = _setting("embedded", "Puts what was found into a better order.")
    answerer: str = _setting("embedded", "Writes, or quotes, the answer.")
    classifier: str = _setting("embedded", "Chooses the route.")
    rewriter: str = _setting("embedded", "Finds other words for a question.")
    checker: str = _setting("embedded", "Judges each sentence by the evidence.")
    ledger: str = _setting("embedded", "Keeps receipts and feedback.")
    threads: Threads = _setting("embedded", "Keeps conversations.")

    mode: Mode = _setting(
        "verify",
        "`verify`: only supported sentences leave; `annotate`: verdicts follow; `off`: recorded.",
        section="One question",
    )
    deadline_s: float = _setting(
        30.0, "Seconds for a whole question; 0 means no limit.", least=0, most=86_400
    )
    max_tokens: int = _setting(0, "Tokens for a whole question; 0 means no limit.", least=0)
    max_cost_usd: float = _setting(
        0.0, "US dollars for a whole question; 0 means no limit.", least=0
    )
    window_tokens: int = _setting(
        128_000, "The answering model's context window, in tokens.", least=1
    )
    search_limit: int = _setting(40, "How many passages a search brings.", least=1, most=10_000)
    keep: int = _setting(8, "How many passages an answer may rest on.", least=1, most=1_000)
    ladder: tuple[str, ...] = _setting(
        ("rewrite", "widen", "stuff"), "What is tried, in this order, when a check fails."
    )

    model: str = _setting(
        "",
        "A chat model of LangChain by name: `openai:gpt-5-mini`, `anthropic:...`, `ollama:...`, "
        "`vllm:...`; with it a model answers, and is asked where the local classifier, rewriter "
        "and checker are unsure. One role alone: `answerer=openai:gpt-5-mini`.",
        section="Language models",
        swaps="answerer=chat,classifier=chat,rewriter=chat,checker=chat",
    )
    model_base_url: str = _setting(
        "", "Where the model is reached, for servers that speak a vendor's protocol: `.../v1`."
    )
    model_api_key: Secret = _setting(
        Secret(),
        "The model's key, where the vendor's own variable (`OPENAI_API_KEY`, ...) does not serve. "
        "Only in the environment.",
    )
    model_options: tuple[str, ...] = _setting(
        (), "What LangChain's class is given besides, `name=value`: `reasoning_effort=low`."
    )
    model_timeout_s: float = _setting(
        30.0, "Seconds that a model may be silent before it is given up.", least=0.01
    )
    model_fallback: str = _setting(
        "embedded",
        "Who answers when the model fails before it wrote anything, flagged `fallback_model`; "
        "another model's name, or `none`: then the failure itself is told.",
    )
    model_usd_per_million_in: float = _setting(
        0.0, "US dollars a million tokens read; 0 takes the price list's, if it knows.", least=0
    )
    model_usd_per_million_out: float = _setting(
        0.0, "US dollars a million tokens written; 0 takes the price list's.", least=0
    )
    model_usd_per_million_cached: float = _setting(
        0.0, "US dollars a million tokens read from a cache; 0 takes the list's.", least=0
    )

    cohere_base_url: str = _setting(
        "https://api.cohere.com",
        "Where Cohere is reached, without `/v1` or `/v2`.",
        section="Cohere",
    )
    cohere_api_key: Secret = _setting(
        Secret(),
        "The key for Cohere; with it Cohere reranks, unless `reranker` says otherwise. Only in the "
        "environment.",
        variable="COHERE_API_KEY",
        swaps="reranker=cohere",
    )
    rerank_model: str = _setting("rerank-v5.0-pro", "Cohere's model for reranking.")
    rerank_timeout_s: float = _setting(
        3.0, "Seconds for reranking; after them the search's own order stands.", least=0.01
    )
    rerank_usd_per_1000_searches: float = _setting(
        2.5, "What reranking costs where the vendor bills searches, in US dollars.", least=0
    )
    rerank_usd_per_million_tokens: float = _setting(
        0.05, "What reranking costs where the vendor bills tokens, in US dollars.", least=0
    )

    embed_dimensions: int = _setting(
        1024, "How long Cohere's vectors are.", section="Vectors by a vendor", least=1
    )
    embed_timeout_s: float = _setting(
        3.0, "Seconds for a question's vector; after them the search goes by words.", least=0.01
    )
    embed_requests: int = _setting(
        4, "How many requests for passages' vectors run at a time.", least=1, most=64
    )

    postgres_url: Secret = _setting(
        Secret(),
        "The PostgreSQL database that servers share, as `postgresql://USER:PASSWORD@HOST:PORT/"
        "DATABASE`; with it receipts and conversations are kept there, unless `ledger` or "
        "`threads` say otherwise. Only in the environment.",
        section="PostgreSQL",
        swaps="ledger=postgres,threads=postgres",
    )

    weaviate_url: tuple[str, ...] = _setting(
        (),
        "Where Weaviate is, `http://HOST:PORT`; with it Weaviate keeps the documents, unless "
        "`store` says otherwise. Several nodes of one cluster: the next is taken where one is "
        "gone.",
        section="Weaviate",
        swaps="store=weaviate",
    )
    weaviate_grpc: tuple[str, ...] = _setting(
        ("50051",), "Where it speaks gRPC: a port, or HOST:PORT; one for each address."
    )
    weaviate_api_key: Secret = _setting(
        Secret(), "The key for Weaviate. Only in the environment.", variable="WEAVIATE_API_KEY"
    )
    weaviate_token: Secret = _setting(
        Secret(), "A bearer token for Weaviate, instead of a key. Only in the environment."
    )
    weaviate_client_secret: Secret = _setting(
        Secret(),
        "The secret of an OIDC client, instead of a key; Weaviate itself names the issuer. Only in "
        "the environment.",
    )
    weaviate_scope: str = _setting("", "The scope that the OIDC client asks for.")
    weaviate_collection: str = _setting(
        "Trivium", "What the names of the collections begin with: a letter, then letters or digits."
    )
    weaviate_replicas: int = _setting(
        1,
        "How many nodes keep each document; with 3 one of them may be gone. Only counts when the "
        "collections are made.",
        least=1,
        most=100,
    )
    weaviate_alpha: float = _setting(
        0.5, "The share of vectors in a search; the rest is words.", least=0, most=1
    )
    weaviate_fusion: Fusion = _setting(
        "relative", "How words and vectors become one: by their scores or by their ranks."
    )
    weaviate_timeout_s: float = _setting(
        5.0, "Seconds for one call to Weaviate; writing may take six times as long.", least=0.01
    )

    question_max_chars: int = _setting(
        100_000, "The longest question, in characters.", section="Limits", least=1
    )
    upload_max_mb: int = _setting(100, "The largest upload, in MB.", least=1)
    file_max_mb: int = _setting(200, "The largest file that is read, in MB.", least=1)
    pages_max: int = _setting(5_000, "The most pages a document may have.", least=1)

    models: tuple[Contract, ...] = _setting(
        (),
        "The tuned models and what each promises; only in `trivium.toml`.",
        section="Tuned models",
    )

    @property
    def principal(self) -> Principal:
        """Who asks when nobody else is named."""
        return Principal(tenant=self.tenant, user=self.user, groups=frozenset(self.groups))


def about(name: str) -> About:
    """Return what is known of the setting `name`."""
    known: About = Settings.__dataclass_fields__[name].metadata["about"]
    return known


def variable(name: str) -> str:
    """Return the environment variable of the setting `name`."""
    return about(name).variable or PREFIX + name.upper()
