"""The settings of vendors and servers that Trivium uses besides language models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..adapters.secrets import Secret
from .settings_values import setting

Fusion = Literal["relative", "ranked"]


@dataclass(frozen=True, kw_only=True)
class Vendors:
    """Cohere, vectors by a vendor, PostgreSQL and Weaviate."""

    cohere_base_url: str = setting(
        "https://api.cohere.com",
        "Where Cohere is reached, without `/v1` or `/v2`.",
        section="Cohere",
    )
    cohere_api_key: Secret = setting(
        Secret(),
        "The key for Cohere; with it Cohere reranks, unless `reranker` says otherwise. Only in the "
        "environment.",
        variable="COHERE_API_KEY",
        swaps="reranker=cohere",
    )
    rerank_model: str = setting("rerank-v5.0-pro", "Cohere's model for reranking.")
    rerank_timeout_s: float = setting(
        3.0, "Seconds for reranking; after them the search's own order stands.", least=0.01
    )
    rerank_usd_per_1000_searches: float = setting(
        2.5, "What reranking costs where the vendor bills searches, in US dollars.", least=0
    )
    rerank_usd_per_million_tokens: float = setting(
        0.05, "What reranking costs where the vendor bills tokens, in US dollars.", least=0
    )

    embed_dimensions: int = setting(
        1024, "How long Cohere's vectors are.", section="Vectors by a vendor", least=1
    )
    embed_timeout_s: float = setting(
        3.0, "Seconds for a question's vector; after them the search goes by words.", least=0.01
    )
    embed_requests: int = setting(
        4, "How many requests for passages' vectors run at a time.", least=1, most=64
    )

    postgres_url: Secret = setting(
        Secret(),
        "The PostgreSQL database that servers share, as `postgresql://USER:PASSWORD@HOST:PORT/"
        "DATABASE`; with it receipts and conversations are kept there, unless `ledger` or "
        "`threads` say otherwise. Only in the environment.",
        section="PostgreSQL",
        swaps="ledger=postgres,threads=postgres",
    )

    weaviate_url: tuple[str, ...] = setting(
        (),
        "Where Weaviate is, `http://HOST:PORT`; with it Weaviate keeps the documents, unless "
        "`store` says otherwise. Several nodes of one cluster: the next is taken where one is "
        "gone.",
        section="Weaviate",
        swaps="store=weaviate",
    )
    weaviate_grpc: tuple[str, ...] = setting(
        ("50051",), "Where it speaks gRPC: a port, or HOST:PORT; one for each address."
    )
    weaviate_api_key: Secret = setting(
        Secret(), "The key for Weaviate. Only in the environment.", variable="WEAVIATE_API_KEY"
    )
    weaviate_token: Secret = setting(
        Secret(), "A bearer token for Weaviate, instead of a key. Only in the environment."
    )
    weaviate_client_secret: Secret = setting(
        Secret(),
        "The secret of an OIDC client, instead of a key; Weaviate itself names the issuer. Only in "
        "the environment.",
    )
    weaviate_scope: str = setting("", "The scope that the OIDC client asks for.")
    weaviate_collection: str = setting(
        "Trivium", "What the names of the collections begin with: a letter, then letters or digits."
    )
    weaviate_replicas: int = setting(
        1,
        "How many nodes keep each document; with 3 one of them may be gone. Only counts when the "
        "collections are made.",
        least=1,
        most=100,
    )
    weaviate_alpha: float = setting(
        0.5, "The share of vectors in a search; the rest is words.", least=0, most=1
    )
    weaviate_fusion: Fusion = setting(
        "relative", "How words and vectors become one: by their scores or by their ranks."
    )
    weaviate_timeout_s: float = setting(
        5.0, "Seconds for one call to Weaviate; writing may take six times as long.", least=0.01
    )
